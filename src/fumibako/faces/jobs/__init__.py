"""/jobs/ID/: the page of a background job, in the menu that the job was started from."""
