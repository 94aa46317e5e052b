"""Taking files in: found (walk), read in workers, kept as originals, recorded, indexed (run)."""
