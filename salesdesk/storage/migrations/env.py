"""Alembic's entry: run the scripts on the connection that the program hands over."""

from alembic import context

from salesdesk.storage.records import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
