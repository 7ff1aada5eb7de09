from cerebras.cloud import sdk as sdk
