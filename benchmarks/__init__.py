"""Speed and memory against peers: ``make bench`` runs them all."""
