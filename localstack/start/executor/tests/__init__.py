"""Tests of the executor. They need neither LocalStack nor Docker: python3 -m unittest discover -s tests -t ."""
