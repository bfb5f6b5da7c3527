"""What a user can do, one module a subject: functions that take a session first."""
