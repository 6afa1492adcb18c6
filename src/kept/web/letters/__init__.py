"""Letters of ours: begun, written beside a preview, read by somebody first, and sent."""
