"""What is said to Elasticsearch and how its answers are read, without speaking to it. Pure."""
