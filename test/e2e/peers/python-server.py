# A server on Debian's python3-websockets that echoes what it gets and counts it:
# `python3 python-server.py '<options as JSON>'`. It prints its port; GET /counts answers what it counted.
# Options: `serve` goes to websockets.serve as it is; `endings` are dealt out to the connections in their order,
# each after `endAfter` messages.
import asyncio
import collections
import http
import json
import sys

import websockets
from websockets.legacy.server import WebSocketServerProtocol

options = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
NAMES = "accepted open messages answers payloadBytes wireBytes pingsReceived pingsSent pongsReceived"
counts = dict.fromkeys(NAMES.split(), 0)
closes = collections.Counter()
extensions = collections.Counter()
subprotocols = collections.Counter()


class Counting(WebSocketServerProtocol):
    is_websocket = False

    async def process_request(self, path, headers):
        if path != "/counts":
            return None
        tallies = {"closes": closes, "extensions": extensions, "subprotocols": subprotocols}
        return http.HTTPStatus.OK, {"Content-Type": "application/json"}, json.dumps({**counts, **tallies}).encode()

    def data_received(self, data):
        if self.is_websocket:
            counts["wireBytes"] += len(data)
        super().data_received(data)

    async def ping(self, data=None):
        pong = await super().ping(data)
        counts["pingsSent"] += 1
        pong.add_done_callback(note_pong)
        return pong

    async def pong(self, data=b""):  # called for each ping that arrives
        counts["pingsReceived"] += 1
        await super().pong(data)


def note_pong(pong):
    if not pong.cancelled() and pong.exception() is None:
        counts["pongsReceived"] += 1


async def serve_one(socket):
    endings = options.get("endings")
    ending = endings[counts["accepted"] % len(endings)] if endings else None
    counts["accepted"] += 1
    counts["open"] += 1
    extensions[", ".join(map(str, socket.extensions))] += 1
    subprotocols[str(socket.subprotocol)] += 1
    socket.is_websocket = True
    try:
        left = options.get("endAfter", 0)
        async for message in socket:
            counts["messages"] += 1
            counts["payloadBytes"] += len(message)
            await socket.send(message)
            counts["answers"] += 1
            left -= 1
            if ending and left == 0:
                await end(socket, ending)
                break
    except websockets.ConnectionClosed:
        pass
    finally:
        await socket.wait_closed()
        counts["open"] -= 1
        closes[str(socket.close_code)] += 1


async def end(socket, ending):
    if ending.get("terminate"):
        socket.transport.abort()
    else:
        await socket.close(ending["code"], ending.get("reason", ""))


async def main():
    settings = {"create_protocol": Counting, **options.get("serve", {})}
    async with websockets.serve(serve_one, "127.0.0.1", 0, **settings) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


asyncio.run(main())
