"""The other views over the board's filter: list, forecast, process."""
