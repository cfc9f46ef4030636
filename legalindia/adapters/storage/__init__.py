"""Where originals are kept: what that means (`protocol`), and the kinds: folders on a disk, or a bucket (S3)."""
