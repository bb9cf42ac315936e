"""Timings of the engines beside their peers, where these are installed. Run: python -m evals.benchmarks.clv"""
