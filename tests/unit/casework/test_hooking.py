"""Which addresses may be told something, and how is what they are told signed?"""

from __future__ import annotations

import pytest

from kept.casework.hooking import fault, is_outside, signed


@pytest.mark.parametrize(
    "url", ["https://crm.example.org/kept", "https://crm.example.org:8443/a?b=c", "https://93.184.216.34/"]
)
def test_an_address_outside_over_https_is_taken(url: str) -> None:
    assert fault(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example.org/",
        "ftp://crm.example.org/",
        "crm.example.org",
        "https:///nothing",
        "https://ann:secret@crm.example.org/",
        "https://crm.example.org/#part",
        "https://localhost/",
        "https://printer/",
        "https://host.local/",
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://192.168.1.4:8443/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://0.0.0.0/",
        "https://crm.example.org:99999/",
        "https://crm.example.org/a b",
        "https://crm.exämple.org/",
        "https://crm.example.org/" + "x" * 500,
    ],
)
def test_what_could_be_read_on_the_way_or_lead_inside_is_refused(url: str) -> None:
    refused = fault(url)
    assert refused is not None
    assert refused.field == "url"
    assert refused.sentence.startswith("Give ")


def test_for_tests_an_address_inside_may_be_allowed() -> None:
    assert fault("http://127.0.0.1:8080/kept", private=True) is None
    assert fault("ftp://127.0.0.1/", private=True) is not None


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "::1",
        "fe80::1%eth0",
        "fec0::1",
        "224.0.0.1",
        "100.64.0.1",
        # An address of IPv4 inside one of IPv6, by each of the ways that there are.
        "::ffff:10.1.2.3",
        "::10.1.2.3",
        "2002:a01:203::1",
        "64:ff9b::10.1.2.3",
    ],
)
def test_addresses_that_lead_inside_are_known(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_addresses_of_the_whole_internet_are_known(address: str) -> None:
    assert is_outside(address)


def test_the_signature_is_that_of_the_standard() -> None:
    # The example that the standard itself gives.
    body = b'{"test": 2432232314}'
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    wanted = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == wanted
