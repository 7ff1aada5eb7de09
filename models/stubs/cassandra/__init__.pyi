from cassandra import cluster as cluster
