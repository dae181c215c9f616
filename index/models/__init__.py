"""The networks and how they are served; it knows texts and tokens, and no document."""

import sys

# OpenVINO tells its maker whenever it is imported, over the internet; without the package that does
# so it takes a silent stand-in of its own.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
