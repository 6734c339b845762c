"""What the pages share: language, map, tables, downloads."""
