"""Taking files into the workspace."""
