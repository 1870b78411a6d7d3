"""Serves LocalStack at the addresses that it is given. Its own server opens the port on every interface of the machine."""

from localstack.runtime.server.twisted import TwistedRuntimeServer
from rolo.serving.twisted import TwistedGateway
from twisted.internet import reactor


class LoopbackServer(TwistedRuntimeServer):
    """Without TLS, which nobody uses on the loopback."""

    def register(self, gateway, listen, ssl_creds=None):
        site = TwistedGateway(gateway)
        for place in listen:
            reactor.listenTCP(place.port, site, interface=place.host)
