import pytest

from tests.bot.web.site import site_of


@pytest.fixture
def open_settings(settings):
    """Those of a service that lets anybody ask as often as they like."""
    return settings.model_copy(update={"serve_burst": 10_000, "serve_cooldown_seconds": 0})


@pytest.fixture
async def site(open_settings, seeds):
    """A service that answers from the seeds."""
    async with site_of(open_settings, seeds) as made:
        yield made
