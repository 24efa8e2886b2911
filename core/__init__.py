"""What every room stands on: settings, database, storage, jobs and web safety."""
