import enum
import io
from collections.abc import Iterable
from typing import IO, Any, Self

error = OSError
timeout = TimeoutError

class herror(OSError): ...
class gaierror(OSError): ...

class AddressFamily(enum.IntEnum): ...
class SocketKind(enum.IntEnum): ...
class MsgFlag(enum.IntFlag): ...
class AddressInfo(enum.IntFlag): ...

class socket:
    @property
    def family(self) -> int: ...
    @property
    def type(self) -> int: ...
    @property
    def proto(self) -> int: ...
    @property
    def timeout(self) -> float | None: ...
    # Fails only when the process is out of descriptors.
    @raises_seldom
    def __init__(self: Owes[Release], family: int = -1, type: int = -1, proto: int = -1, fileno: Any = None) -> None: ...
    @raises_never
    def __enter__(self) -> Same[self, Self]: ...
    @raises_never
    def __exit__(self: Discharges[Release], *args: Any) -> None: ...
    @raises_never
    def close(self: Discharges[Release]) -> None: ...
    @raises_never
    def detach(self: Discharges[Release]) -> int: ...
    @raises_seldom
    def dup(self) -> Owes[Release, socket]: ...
    @needs_open
    @blocks("network")
    def accept(self) -> tuple[Owes[Release, socket], Any]: ...
    @needs_open
    def bind(self, address: Any, /) -> None: ...
    @needs_open
    @blocks("network")
    def connect(self, address: Any, /) -> None: ...
    @blocks("network")
    def connect_ex(self, address: Any, /) -> int: ...
    @raises_never
    def fileno(self) -> int: ...
    @raises_never
    def get_inheritable(self) -> bool: ...
    @raises_never
    def getblocking(self) -> bool: ...
    def getpeername(self) -> Any: ...
    @raises_seldom
    def getsockname(self) -> Any: ...
    @raises_seldom
    def getsockopt(self, level: int, optname: int, buflen: int = 0, /) -> Any: ...
    @raises_never
    def gettimeout(self) -> float | None: ...
    @needs_open
    def listen(self, backlog: int = ..., /) -> None: ...
    @needs_open
    def makefile(
        self, mode: str = "r", buffering: int | None = None, *, encoding: str | None = None, errors: str | None = None, newline: str | None = None
    ) -> IO[Any]: ...
    @needs_open
    @blocks("network")
    def recv(self, bufsize: int, flags: int = 0, /) -> bytes: ...
    @needs_open
    @blocks("network")
    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int: ...
    @needs_open
    @blocks("network")
    def recvfrom(self, bufsize: int, flags: int = 0, /) -> tuple[bytes, Any]: ...
    @blocks("network")
    def recvfrom_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> tuple[int, Any]: ...
    @blocks("network")
    def recvmsg(self, bufsize: int, ancbufsize: int = 0, flags: int = 0, /) -> tuple[bytes, list[Any], int, Any]: ...
    @blocks("network")
    def recvmsg_into(self, buffers: Iterable[Any], ancbufsize: int = 0, flags: int = 0, /) -> tuple[int, list[Any], int, Any]: ...
    @needs_open
    @blocks("network")
    def send(self, data: Any, flags: int = 0, /) -> int: ...
    @needs_open
    @blocks("network")
    def sendall(self, data: Any, flags: int = 0, /) -> None: ...
    @blocks("network")
    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int: ...
    @blocks("network")
    def sendmsg(self, buffers: Iterable[Any], ancdata: Any = (), flags: int = 0, address: Any = None, /) -> int: ...
    @needs_open
    def sendto(self, data: Any, *args: Any) -> int: ...
    @raises_never
    def set_inheritable(self, inheritable: bool) -> None: ...
    @raises_never
    def setblocking(self, flag: bool, /) -> None: ...
    @raises_seldom
    def setsockopt(self, level: int, optname: int, value: Any, optlen: int = 0, /) -> None: ...
    @raises_never
    def settimeout(self, value: float | None, /) -> None: ...
    def shutdown(self, how: int, /) -> None: ...

SocketType = socket

class SocketIO(io.RawIOBase):
    @raises_never
    def __init__(self, sock: socket, mode: str) -> None: ...

has_ipv6: bool
AF_ALG: int
AF_APPLETALK: int
AF_ASH: int
AF_ATMPVC: int
AF_ATMSVC: int
AF_AX25: int
AF_BRIDGE: int
AF_CAN: int
AF_ECONET: int
AF_INET: int
AF_INET6: int
AF_IPX: int
AF_IRDA: int
AF_KEY: int
AF_LLC: int
AF_NETBEUI: int
AF_NETLINK: int
AF_NETROM: int
AF_PACKET: int
AF_PPPOX: int
AF_QIPCRTR: int
AF_RDS: int
AF_ROSE: int
AF_ROUTE: int
AF_SECURITY: int
AF_SNA: int
AF_TIPC: int
AF_UNIX: int
AF_UNSPEC: int
AF_VSOCK: int
AF_WANPIPE: int
AF_X25: int
AI_ADDRCONFIG: int
AI_ALL: int
AI_CANONNAME: int
AI_NUMERICHOST: int
AI_NUMERICSERV: int
AI_PASSIVE: int
AI_V4MAPPED: int
EAGAIN: int
EAI_ADDRFAMILY: int
EAI_AGAIN: int
EAI_BADFLAGS: int
EAI_FAIL: int
EAI_FAMILY: int
EAI_MEMORY: int
EAI_NODATA: int
EAI_NONAME: int
EAI_OVERFLOW: int
EAI_SERVICE: int
EAI_SOCKTYPE: int
EAI_SYSTEM: int
EBADF: int
EWOULDBLOCK: int
INADDR_ALLHOSTS_GROUP: int
INADDR_ANY: int
INADDR_BROADCAST: int
INADDR_LOOPBACK: int
INADDR_MAX_LOCAL_GROUP: int
INADDR_NONE: int
INADDR_UNSPEC_GROUP: int
IOCTL_VM_SOCKETS_GET_LOCAL_CID: int
IPPORT_RESERVED: int
IPPORT_USERRESERVED: int
IPPROTO_AH: int
IPPROTO_DSTOPTS: int
IPPROTO_EGP: int
IPPROTO_ESP: int
IPPROTO_FRAGMENT: int
IPPROTO_GRE: int
IPPROTO_HOPOPTS: int
IPPROTO_ICMP: int
IPPROTO_ICMPV6: int
IPPROTO_IDP: int
IPPROTO_IGMP: int
IPPROTO_IP: int
IPPROTO_IPIP: int
IPPROTO_IPV6: int
IPPROTO_MPTCP: int
IPPROTO_NONE: int
IPPROTO_PIM: int
IPPROTO_PUP: int
IPPROTO_RAW: int
IPPROTO_ROUTING: int
IPPROTO_RSVP: int
IPPROTO_SCTP: int
IPPROTO_TCP: int
IPPROTO_TP: int
IPPROTO_UDP: int
IPPROTO_UDPLITE: int
IPV6_CHECKSUM: int
IPV6_DONTFRAG: int
IPV6_DSTOPTS: int
IPV6_HOPLIMIT: int
IPV6_HOPOPTS: int
IPV6_JOIN_GROUP: int
IPV6_LEAVE_GROUP: int
IPV6_MULTICAST_HOPS: int
IPV6_MULTICAST_IF: int
IPV6_MULTICAST_LOOP: int
IPV6_NEXTHOP: int
IPV6_PATHMTU: int
IPV6_PKTINFO: int
IPV6_RECVDSTOPTS: int
IPV6_RECVHOPLIMIT: int
IPV6_RECVHOPOPTS: int
IPV6_RECVPATHMTU: int
IPV6_RECVPKTINFO: int
IPV6_RECVRTHDR: int
IPV6_RECVTCLASS: int
IPV6_RTHDR: int
IPV6_RTHDRDSTOPTS: int
IPV6_RTHDR_TYPE_0: int
IPV6_TCLASS: int
IPV6_UNICAST_HOPS: int
IPV6_V6ONLY: int
IP_ADD_MEMBERSHIP: int
IP_BIND_ADDRESS_NO_PORT: int
IP_DEFAULT_MULTICAST_LOOP: int
IP_DEFAULT_MULTICAST_TTL: int
IP_DROP_MEMBERSHIP: int
IP_HDRINCL: int
IP_MAX_MEMBERSHIPS: int
IP_MULTICAST_IF: int
IP_MULTICAST_LOOP: int
IP_MULTICAST_TTL: int
IP_OPTIONS: int
IP_RECVOPTS: int
IP_RECVRETOPTS: int
IP_RECVTOS: int
IP_RETOPTS: int
IP_TOS: int
IP_TRANSPARENT: int
IP_TTL: int
MSG_CMSG_CLOEXEC: int
MSG_CONFIRM: int
MSG_CTRUNC: int
MSG_DONTROUTE: int
MSG_DONTWAIT: int
MSG_EOR: int
MSG_ERRQUEUE: int
MSG_FASTOPEN: int
MSG_MORE: int
MSG_NOSIGNAL: int
MSG_OOB: int
MSG_PEEK: int
MSG_TRUNC: int
MSG_WAITALL: int
NI_DGRAM: int
NI_MAXHOST: int
NI_MAXSERV: int
NI_NAMEREQD: int
NI_NOFQDN: int
NI_NUMERICHOST: int
NI_NUMERICSERV: int
PACKET_BROADCAST: int
PACKET_FASTROUTE: int
PACKET_HOST: int
PACKET_LOOPBACK: int
PACKET_MULTICAST: int
PACKET_OTHERHOST: int
PACKET_OUTGOING: int
SCM_CREDENTIALS: int
SCM_RIGHTS: int
SHUT_RD: int
SHUT_RDWR: int
SHUT_WR: int
SOCK_CLOEXEC: int
SOCK_DGRAM: int
SOCK_NONBLOCK: int
SOCK_RAW: int
SOCK_RDM: int
SOCK_SEQPACKET: int
SOCK_STREAM: int
SOL_ALG: int
SOL_CAN_BASE: int
SOL_CAN_RAW: int
SOL_IP: int
SOL_RDS: int
SOL_SOCKET: int
SOL_TCP: int
SOL_TIPC: int
SOL_UDP: int
SOMAXCONN: int
SO_ACCEPTCONN: int
SO_BINDTODEVICE: int
SO_BROADCAST: int
SO_DEBUG: int
SO_DOMAIN: int
SO_DONTROUTE: int
SO_ERROR: int
SO_INCOMING_CPU: int
SO_J1939_ERRQUEUE: int
SO_J1939_FILTER: int
SO_J1939_PROMISC: int
SO_J1939_SEND_PRIO: int
SO_KEEPALIVE: int
SO_LINGER: int
SO_MARK: int
SO_OOBINLINE: int
SO_PASSCRED: int
SO_PASSSEC: int
SO_PEERCRED: int
SO_PEERSEC: int
SO_PRIORITY: int
SO_PROTOCOL: int
SO_RCVBUF: int
SO_RCVLOWAT: int
SO_RCVTIMEO: int
SO_REUSEADDR: int
SO_REUSEPORT: int
SO_SNDBUF: int
SO_SNDLOWAT: int
SO_SNDTIMEO: int
SO_TYPE: int
SO_VM_SOCKETS_BUFFER_MAX_SIZE: int
SO_VM_SOCKETS_BUFFER_MIN_SIZE: int
SO_VM_SOCKETS_BUFFER_SIZE: int
TCP_CONGESTION: int
TCP_CORK: int
TCP_DEFER_ACCEPT: int
TCP_FASTOPEN: int
TCP_INFO: int
TCP_KEEPCNT: int
TCP_KEEPIDLE: int
TCP_KEEPINTVL: int
TCP_LINGER2: int
TCP_MAXSEG: int
TCP_NODELAY: int
TCP_NOTSENT_LOWAT: int
TCP_QUICKACK: int
TCP_SYNCNT: int
TCP_USER_TIMEOUT: int
TCP_WINDOW_CLAMP: int
UDPLITE_RECV_CSCOV: int
UDPLITE_SEND_CSCOV: int

@raises_never
def CMSG_LEN(length: int, /) -> int: ...
@raises_never
def CMSG_SPACE(length: int, /) -> int: ...
def close(fd: int, /) -> None: ...
@blocks("network")
def create_connection(
    address: tuple[Any, Any], timeout: Any = ..., source_address: Any = None, *, all_errors: bool = False
) -> Owes[Release, socket]: ...
def create_server(
    address: Any, *, family: int = 2, backlog: int | None = None, reuse_port: bool = False, dualstack_ipv6: bool = False
) -> Owes[Release, socket]: ...
def dup(fd: int, /) -> int: ...
def fromfd(fd: int, family: int, type: int, proto: int = 0) -> Owes[Release, socket]: ...
@blocks("network")
def getaddrinfo(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> list[Any]: ...
@raises_never
def getdefaulttimeout() -> float | None: ...
@blocks("network")
def getfqdn(name: str = "") -> str: ...
@blocks("network")
def gethostbyaddr(host: str, /) -> tuple[str, list[str], list[str]]: ...
@blocks("network")
def gethostbyname(host: str, /) -> str: ...
@blocks("network")
def gethostbyname_ex(host: str, /) -> tuple[str, list[str], list[str]]: ...
@raises_never
def gethostname() -> str: ...
@blocks("network")
def getnameinfo(sockaddr: Any, flags: int, /) -> tuple[str, str]: ...
def getprotobyname(name: str, /) -> int: ...
def getservbyname(servicename: str, protocolname: str = ..., /) -> int: ...
def getservbyport(port: int, protocolname: str = ..., /) -> str: ...
@raises_never
def htonl(integer: int, /) -> int: ...
@raises_never
def htons(integer: int, /) -> int: ...
@raises_never
def ntohl(integer: int, /) -> int: ...
@raises_never
def ntohs(integer: int, /) -> int: ...
def if_indextoname(index: int, /) -> str: ...
def if_nameindex() -> list[tuple[int, str]]: ...
def if_nametoindex(name: str, /) -> int: ...
def inet_aton(ip_addr: str, /) -> bytes: ...
@raises_seldom
def inet_ntoa(packed_ip: Any, /) -> str: ...
@raises_seldom
def inet_ntop(address_family: int, packed_ip: Any, /) -> str: ...
def inet_pton(address_family: int, ip_string: str, /) -> bytes: ...
@blocks("network")
def recv_fds(sock: socket, bufsize: int, maxfds: int, flags: int = 0) -> tuple[bytes, list[int], int, Any]: ...
@blocks("network")
def send_fds(sock: socket, buffers: Any, fds: Any, flags: int = 0, address: Any = None) -> int: ...
@raises_never
def setdefaulttimeout(timeout: float | None, /) -> None: ...
def sethostname(name: str, /) -> None: ...
def socketpair(family: int | None = None, type: int = ..., proto: int = 0) -> tuple[Owes[Release, socket], Owes[Release, socket]]: ...
@raises_seldom
def has_dualstack_ipv6() -> bool: ...
