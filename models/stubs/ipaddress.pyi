from collections.abc import Iterator
from typing import Any

class AddressValueError(ValueError): ...

class NetmaskValueError(ValueError): ...

class IPv4Address:
    is_global: Any
    is_link_local: Any
    is_loopback: Any
    is_multicast: Any
    is_private: Any
    is_reserved: Any
    is_unspecified: Any
    packed: Any
    def __init__(self, address: Any) -> None: ...

class IPv4Interface(IPv4Address):
    hostmask: Any
    ip: Any
    with_hostmask: Any
    with_netmask: Any
    with_prefixlen: Any
    @raises_seldom
    def __init__(self, address: Any) -> None: ...

class IPv4Network:
    is_global: Any
    def __init__(self, address: Any, strict: bool = True) -> None: ...

class IPv6Address:
    ipv4_mapped: Any
    is_global: Any
    is_link_local: Any
    is_loopback: Any
    is_multicast: Any
    is_private: Any
    is_reserved: Any
    is_site_local: Any
    is_unspecified: Any
    packed: Any
    scope_id: Any
    sixtofour: Any
    teredo: Any
    def __init__(self, address: Any) -> None: ...

class IPv6Interface(IPv6Address):
    hostmask: Any
    ip: Any
    is_loopback: Any
    is_unspecified: Any
    with_hostmask: Any
    with_netmask: Any
    with_prefixlen: Any
    @raises_seldom
    def __init__(self, address: Any) -> None: ...

class IPv6Network:
    is_site_local: Any
    def __init__(self, address: Any, strict: bool = True) -> None: ...
    @raises_seldom
    def hosts(self) -> Any: ...

def ip_address(address: Any) -> Any: ...
def ip_network(address: Any, strict: bool = True) -> Any: ...
def ip_interface(address: Any) -> Any: ...
@raises_seldom
def v4_int_to_packed(address: Any) -> bytes: ...
@raises_seldom
def v6_int_to_packed(address: Any) -> bytes: ...
@raises_seldom
def summarize_address_range(first: Any, last: Any) -> Iterator[Any]: ...
@raises_seldom
def collapse_addresses(addresses: Any) -> Iterator[Any]: ...
@raises_seldom
def get_mixed_type_key(obj: Any) -> Any: ...
