"""A certificate's file: whose it is, and every way in which one can't sign a document."""

from __future__ import annotations

import base64
import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pkcs12 as structure
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from hypothesis import given, settings, strategies as st

from salesdesk.documents import certificate
from salesdesk.documents.certificate import MAX_BYTES, Certificate, check, read, read_file
from salesdesk.domain.errors import InvalidInputError, RuleError, SalesDeskError
from tests.documents import certificates
from tests.documents.certificates import MAIL, PASSPHRASE, WEB_SERVER, ec_key, file, rsa_key, usage

NOW = datetime.now(UTC)
USUAL = file()
# A key and a certificate of the Chinese kind, made by OpenSSL, which the library that opens files doesn't know.
SM2 = base64.b64decode(
    """
MIID/AIBAzCCA7IGCSqGSIb3DQEHAaCCA6MEggOfMIIDmzCCAlIGCSqGSIb3DQEHBqCCAkMwggI/AgEAMIICOAYJKoZIhvcNAQcBMFcGCSqG
SIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAibfOaEmIK7MwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEB/HfH7TA3Ufw9XrFQ5r
zyuAggHQ9J+b8vyXrlBlr26Nl8U0vl8qSzWAH58w3RSztw5FQBnDmfE2dQ9A3m2Mff79rz7t4MzvcqBTD7EbXLpDb/7Xsn5CIcP6YsNf9IjQ
I0XXejm3wTuIv4Ft36IFm0dU02Zyz6qtKcx4sU5FtHd9XC4nJobSXlNl0p4GRjKroR+EivAizsjwfqigEML/MaWJHxQeiNRrOjFUvDwDOoeR
Qw8yG8XGO5WqkNnS9Q34pd4shpvLp2rjxYRp/tmcB8egNsxZ3bsf1yQ62VpqeIbkyB+7bzx/mAwoC8UxiogthtucWzxRBMAIa7cfcOcneNsa
yDtpIrS86b/4niH+p2RfvtTgdn1GpCfbeM/m/9OB2EHXsLa2NxYCx8OKiH8XJDOVG5BbPt7m6mDF6ZaCws7QzsRYLTqke4JBPeDVfVO4Abkx
M605IhaDyJqulcUwUxjR6mnUKCB1AXHEUEcWHVgqogvvu5glV8ezKF7rx+h+iYSc9jcpXNA2rCm/M2zocYMPvAwkTbeGqpIsCBaryDly77a7
g8CTNxT+MgiuSwd/2ZtwMOcCEf/sKJDkfRxvPPnE4mu9vTPAwDR+3Yg6zsPVvnQWcbcIa80ISbJkmn8YYeV7+jgwggFBBgkqhkiG9w0BBwGg
ggEyBIIBLjCCASowggEmBgsqhkiG9w0BDAoBAqCB7zCB7DBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIf/+KRge86AwCAggAMAwG
CCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBDJxei4KTfy7yZD5B34bMzFBIGQA7AUSAJYnBmKSTLpE2Q431IghSmxzaFleoqCGHyzhpzgHJJa
4GR3iMANViJlmDVJYp3rL0KgI3l3BZdoIAsDlOMCx61vBibwm42sGqMCpXmRDIdVKOi+NYcfN230hg6Ow+yRXk8tRwxpcV640RvcPn3bfugt
gGMpbeVsRzPxsMYfUQlvacqvGkyHFwGnF6rsMSUwIwYJKoZIhvcNAQkVMRYEFBzdJE/UKbhfh5Ei1IeRd/NH0yMNMEEwMTANBglghkgBZQME
AgEFAAQg4ONT5B8Ln0RSMj/S9DWb8+Dh0MsQIy31S8jGLB2mbFEECGknpJNFpyhaAgIIAA==
"""
)


def opened(**values: Any) -> Certificate:
    key = values.pop("key", ec_key())
    return read(file(key, certificates.certificate(key, **values)), PASSPHRASE)


def test_a_file_tells_whose_certificate_it_holds() -> None:
    found = read(USUAL, PASSPHRASE)
    assert found.subject == "林晓 · 云帆砺行装备制造(演示)有限公司"
    assert found.issuer == found.subject
    assert found.self_signed
    assert found.valid_from < NOW < found.valid_until
    assert found.chain == ()
    check(found, NOW)


def test_one_from_an_authority_brings_those_above_it() -> None:
    authority = certificates.certificate(rsa_key(), subject=certificates.name("演示根证书", "演示认证中心"))
    own = certificates.certificate(ec_key(), issuer=(authority.subject, rsa_key()))
    found = read(file(ec_key(), own, chain=[authority]), PASSPHRASE)
    assert not found.self_signed
    assert found.issuer == "演示根证书 · 演示认证中心"
    assert found.chain == (authority,)


def test_equal_names_alone_make_no_self_signed_certificate() -> None:
    assert not opened(issuer=(certificates.name("林晓"), rsa_key())).self_signed


@pytest.mark.parametrize("passphrase", ["", "falsch", PASSPHRASE + " ", "密" * 200])
def test_another_passphrase_opens_nothing(passphrase: str) -> None:
    with pytest.raises(InvalidInputError) as told:
        read(USUAL, passphrase)
    assert "口令" in told.value.message
    assert not passphrase or passphrase not in told.value.message


def test_a_file_without_a_passphrase_opens_without_one() -> None:
    assert read(file(passphrase=""), "").self_signed


def test_days_before_and_after_its_time_are_refused() -> None:
    found = opened(start=NOW - timedelta(days=9), end=NOW + timedelta(days=9))
    for when in (NOW - timedelta(days=10), NOW + timedelta(days=10)):
        with pytest.raises(RuleError) as told:
            check(found, when)
        day = (found.valid_from if when < NOW else found.valid_until).astimezone().date()
        assert day.isoformat() in told.value.message
    check(found, NOW)


def test_a_file_without_a_key_or_without_its_certificate_is_refused() -> None:
    shut = BestAvailableEncryption(PASSPHRASE.encode())
    bare = pkcs12.serialize_key_and_certificates(None, None, certificates.certificate(ec_key()), None, shut)
    with pytest.raises(InvalidInputError, match="私钥"):
        read(bare, PASSPHRASE)
    alone = pkcs12.serialize_key_and_certificates(None, ec_key(), None, None, shut)
    with pytest.raises(InvalidInputError, match="证书"):
        read(alone, PASSPHRASE)


@pytest.mark.parametrize(
    "extensions",
    [[WEB_SERVER], [usage(key_encipherment=True)], [usage(key_cert_sign=True, crl_sign=True)]],
    ids=["server", "encipherment", "authority"],
)
def test_a_certificate_for_other_uses_is_refused(extensions: list[x509.ExtensionType]) -> None:
    with pytest.raises(RuleError, match="用途"):
        check(opened(extensions=extensions), NOW)


@pytest.mark.parametrize(
    "extensions",
    [[], [MAIL], [usage(content_commitment=True)], [usage(digital_signature=True), MAIL]],
    ids=["none", "mail", "commitment", "both"],
)
def test_a_certificate_for_documents_is_taken(extensions: list[x509.ExtensionType]) -> None:
    check(opened(extensions=extensions), NOW)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(RuleError, match="1024"):
        check(opened(key=rsa_key(1024)), NOW)


def test_keys_of_other_kinds_are_refused_by_name() -> None:
    with pytest.raises(InvalidInputError, match="SM2"):
        read(SM2, "abc")
    with pytest.raises(InvalidInputError, match="RSA"):
        opened(key=ed25519.Ed25519PrivateKey.generate(), plain=True)
    with pytest.raises(InvalidInputError, match="RSA"):
        check(opened(key=ec.generate_private_key(ec.SECP256K1())), NOW)


@pytest.mark.parametrize("content", [b"", b"0", b"%PDF-1.7", b"-----BEGIN CERTIFICATE-----", USUAL[:-40]])
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInputError, match="pfx"):
        read(content, PASSPHRASE)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(USUAL) - 1), st.integers(1, 255))
def test_a_damaged_file_is_refused_in_words(place: int, change: int) -> None:
    damaged = bytearray(USUAL)
    damaged[place] ^= change
    with contextlib.suppress(SalesDeskError):
        assert read(bytes(damaged), PASSPHRASE).leaf == read(USUAL, PASSPHRASE).leaf


def test_a_file_that_would_keep_the_machine_busy_is_refused_before_it_is_opened() -> None:
    slow = structure.Pfx.load(USUAL)
    slow["mac_data"]["iterations"] = 2**31 - 1
    with pytest.raises(InvalidInputError) as told:
        read(slow.dump(force=True), PASSPHRASE)
    assert "时间" in told.value.message


def test_a_file_from_outside_may_be_missing_or_huge(tmp_path: Path) -> None:
    usual = tmp_path / "林晓.pfx"
    usual.write_bytes(USUAL)
    assert read_file(usual, PASSPHRASE, NOW).self_signed
    with pytest.raises(RuleError):
        read_file(usual, PASSPHRASE, NOW + timedelta(days=60))
    huge = tmp_path / "huge.pfx"
    huge.write_bytes(bytes(MAX_BYTES + 1))
    for path in (tmp_path / "gone.pfx", tmp_path, huge, tmp_path / "a\0b"):
        with pytest.raises(InvalidInputError) as told:
            read_file(path, PASSPHRASE, NOW)
        assert path.name in told.value.message


def test_the_key_is_never_shown() -> None:
    assert "key" not in repr(read(USUAL, PASSPHRASE))


def test_a_hostile_name_becomes_one_short_line() -> None:
    subject = certificates.name("甲\n乙\u202e" + "x" * 40, "<b>&" + "y" * 60)
    found = opened(subject=subject)
    assert "\n" not in found.subject
    assert "\u202e" not in found.subject
    assert len(found.subject) <= certificate.LONGEST_NAME
