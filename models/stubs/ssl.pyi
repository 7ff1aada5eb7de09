import enum
import socket as _socket

from typing import Any, NamedTuple, Self

class SSLError(OSError):
    library: str
    reason: str

class SSLZeroReturnError(SSLError): ...
class SSLWantReadError(SSLError): ...
class SSLWantWriteError(SSLError): ...
class SSLSyscallError(SSLError): ...
class SSLEOFError(SSLError): ...

class SSLCertVerificationError(SSLError, ValueError):
    verify_code: int
    verify_message: str

CertificateError = SSLCertVerificationError

class Purpose(enum.Enum):
    SERVER_AUTH: Any
    CLIENT_AUTH: Any

class TLSVersion(enum.IntEnum):
    MINIMUM_SUPPORTED: int
    SSLv3: int
    TLSv1: int
    TLSv1_1: int
    TLSv1_2: int
    TLSv1_3: int
    MAXIMUM_SUPPORTED: int

class VerifyMode(enum.IntEnum):
    CERT_NONE: int
    CERT_OPTIONAL: int
    CERT_REQUIRED: int

class VerifyFlags(enum.IntFlag): ...
class Options(enum.IntFlag): ...
class AlertDescription(enum.IntEnum): ...
class SSLErrorNumber(enum.IntEnum): ...

class DefaultVerifyPaths(NamedTuple):
    cafile: str
    capath: str
    openssl_cafile_env: str
    openssl_cafile: str
    openssl_capath_env: str
    openssl_capath: str

CERT_NONE: VerifyMode
CERT_OPTIONAL: VerifyMode
CERT_REQUIRED: VerifyMode
HAS_ALPN: bool
HAS_ECDH: bool
HAS_NEVER_CHECK_COMMON_NAME: bool
HAS_NPN: bool
HAS_SNI: bool
HAS_TLSv1: bool
HAS_TLSv1_1: bool
HAS_TLSv1_2: bool
HAS_TLSv1_3: bool
OPENSSL_VERSION: str
OPENSSL_VERSION_INFO: tuple[int, ...]
OPENSSL_VERSION_NUMBER: int
OP_ALL: Options
OP_CIPHER_SERVER_PREFERENCE: Options
OP_ENABLE_MIDDLEBOX_COMPAT: Options
OP_IGNORE_UNEXPECTED_EOF: Options
OP_NO_COMPRESSION: Options
OP_NO_RENEGOTIATION: Options
OP_NO_SSLv2: Options
OP_NO_SSLv3: Options
OP_NO_TICKET: Options
OP_NO_TLSv1: Options
OP_NO_TLSv1_1: Options
OP_NO_TLSv1_2: Options
OP_NO_TLSv1_3: Options
OP_SINGLE_DH_USE: Options
OP_SINGLE_ECDH_USE: Options
PROTOCOL_SSLv23: int
PROTOCOL_TLS: int
PROTOCOL_TLS_CLIENT: int
PROTOCOL_TLS_SERVER: int
PROTOCOL_TLSv1: int
PROTOCOL_TLSv1_1: int
PROTOCOL_TLSv1_2: int
SSL_ERROR_EOF: int
SSL_ERROR_SSL: int
SSL_ERROR_SYSCALL: int
SSL_ERROR_WANT_CONNECT: int
SSL_ERROR_WANT_READ: int
SSL_ERROR_WANT_WRITE: int
SSL_ERROR_ZERO_RETURN: int
VERIFY_CRL_CHECK_CHAIN: VerifyFlags
VERIFY_CRL_CHECK_LEAF: VerifyFlags
VERIFY_DEFAULT: VerifyFlags
VERIFY_X509_PARTIAL_CHAIN: VerifyFlags
VERIFY_X509_STRICT: VerifyFlags
VERIFY_X509_TRUSTED_FIRST: VerifyFlags

class SSLContext:
    check_hostname: bool
    keylog_filename: str | None
    maximum_version: TLSVersion
    minimum_version: TLSVersion
    options: Options
    post_handshake_auth: bool
    protocol: int
    sni_callback: Any
    verify_flags: VerifyFlags
    verify_mode: VerifyMode
    @raises_never
    def __init__(self, protocol: int | None = None) -> None: ...
    @raises_never
    def cert_store_stats(self) -> dict[str, int]: ...
    @raises_never
    def get_ca_certs(self, binary_form: bool = False) -> Any: ...
    @raises_never
    def get_ciphers(self) -> list[Any]: ...
    @blocks("load")
    def load_cert_chain(self, certfile: Any, keyfile: Any = None, password: Any = None) -> None: ...
    @blocks("load")
    def load_default_certs(self, purpose: Purpose = ...) -> None: ...
    def load_dh_params(self, dhfile: Any, /) -> None: ...
    @blocks("load", unless="cafile=None")
    def load_verify_locations(self, cafile: Any = None, capath: Any = None, cadata: Any = None) -> None: ...
    @raises_never
    def session_stats(self) -> dict[str, int]: ...
    @raises_never
    def set_alpn_protocols(self, alpn_protocols: Any) -> None: ...
    def set_ciphers(self, cipherlist: str, /) -> None: ...
    @blocks("load")
    def set_default_verify_paths(self) -> None: ...
    def set_ecdh_curve(self, name: str, /) -> None: ...
    @raises_never
    def set_servername_callback(self, server_name_callback: Takes[Any]) -> None: ...
    # The new socket takes the descriptor of the old one, and closes it itself if anything behind that fails (Lib/ssl.py, SSLSocket._create).
    def wrap_socket(
        self,
        sock: Discharges[Release, OnRaise],
        server_side: bool = False,
        do_handshake_on_connect: bool = True,
        suppress_ragged_eofs: bool = True,
        server_hostname: str | None = None,
        session: Any = None,
    ) -> Same[sock, SSLSocket]: ...
    def wrap_bio(
        self, incoming: MemoryBIO, outgoing: MemoryBIO, server_side: bool = False, server_hostname: str | None = None, session: Any = None
    ) -> SSLObject: ...

class SSLSocket(_socket.socket):
    context: SSLContext
    server_side: bool
    server_hostname: str | None
    session: Any
    session_reused: bool | None
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @blocks("network")
    def accept(self) -> tuple[Owes[Release, SSLSocket], Any]: ...
    def cipher(self) -> tuple[str, str, int] | None: ...
    def compression(self) -> str | None: ...
    @blocks("network")
    def do_handshake(self, block: bool = False) -> None: ...
    def get_channel_binding(self, cb_type: str = "tls-unique") -> bytes | None: ...
    def getpeercert(self, binary_form: bool = False) -> Any: ...
    @raises_never
    def pending(self) -> int: ...
    @blocks("network")
    def read(self, len: int = 1024, buffer: Any = None) -> Any: ...
    def selected_alpn_protocol(self) -> str | None: ...
    def selected_npn_protocol(self) -> str | None: ...
    def shared_ciphers(self) -> list[Any] | None: ...
    @blocks("network")
    def unwrap(self) -> Same[self, _socket.socket]: ...
    def verify_client_post_handshake(self) -> None: ...
    def version(self) -> str | None: ...
    @blocks("network")
    def write(self, data: Any) -> int: ...

class SSLObject:
    context: SSLContext
    server_side: bool
    server_hostname: str | None
    session: Any
    session_reused: bool
    def cipher(self) -> tuple[str, str, int] | None: ...
    def compression(self) -> str | None: ...
    def do_handshake(self) -> None: ...
    def get_channel_binding(self, cb_type: str = "tls-unique") -> bytes | None: ...
    def getpeercert(self, binary_form: bool = False) -> Any: ...
    @raises_never
    def pending(self) -> int: ...
    def read(self, len: int = 1024, buffer: Any = None) -> Any: ...
    def selected_alpn_protocol(self) -> str | None: ...
    def unwrap(self) -> None: ...
    def version(self) -> str | None: ...
    def write(self, data: Any) -> int: ...

class MemoryBIO:
    pending: int
    eof: bool
    @raises_never
    def __init__(self) -> None: ...
    @raises_never
    def read(self, size: int = -1, /) -> bytes: ...
    @raises_never
    def write(self, b: Any, /) -> int: ...
    @raises_never
    def write_eof(self) -> None: ...

class SSLSession:
    id: bytes
    time: int
    timeout: int
    has_ticket: bool

def DER_cert_to_PEM_cert(der_cert_bytes: bytes) -> str: ...
def PEM_cert_to_DER_cert(pem_cert_string: str) -> bytes: ...
def RAND_add(string: Any, entropy: float, /) -> None: ...
def RAND_bytes(n: int, /) -> bytes: ...
@raises_never
def RAND_status() -> bool: ...
def cert_time_to_seconds(cert_time: str) -> int: ...
@blocks("load")
def create_default_context(purpose: Purpose = ..., *, cafile: Any = None, capath: Any = None, cadata: Any = None) -> SSLContext: ...
def get_default_verify_paths() -> DefaultVerifyPaths: ...
@raises_never
def get_protocol_name(protocol_code: int) -> str: ...
@blocks("network")
def get_server_certificate(addr: tuple[str, int], ssl_version: int = ..., ca_certs: Any = None, timeout: Any = ...) -> str: ...
