from snowflake import connector as connector
