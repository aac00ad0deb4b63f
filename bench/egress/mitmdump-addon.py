"""Does for mitmdump what a route with a credential does in egress-proxy: host, injection, bodies as they come."""

import os

from mitmproxy import http

HOST = os.environ["BENCH_HOST"]
CREDENTIAL = os.environ["BENCH_CREDENTIAL"]


def requestheaders(flow: http.HTTPFlow) -> None:
    if flow.request.host_header != HOST:
        flow.response = http.Response.make(403, b"not allowed")
        return
    flow.request.headers["Authorization"] = f"Bearer {CREDENTIAL}"
    flow.request.stream = True


def responseheaders(flow: http.HTTPFlow) -> None:
    flow.response.stream = True
