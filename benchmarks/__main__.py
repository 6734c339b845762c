"""Run every benchmark and print its table."""

from benchmarks import map_rerun

if __name__ == "__main__":
    map_rerun.run()
