from cerebras import cloud as cloud
