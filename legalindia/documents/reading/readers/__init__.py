"""One file a format: each module holds a `READER` for the media types it knows."""
