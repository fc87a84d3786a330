"""The newest WordPress: fetched each day where the network allows it, Debian's package else."""
