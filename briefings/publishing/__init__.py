"""The archive site: pages, feed and search, made from the records of published editions."""
