"""The worker: compiles pending publications and hands them to the agent."""
