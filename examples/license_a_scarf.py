"""License a scarf: a museum's tariff, an acceptance, the shop's question, and the answer on paper.

授权一条丝巾：博物馆公布价目，丝巾坊接受，店家提问，凭证离线核验。
"""

from __future__ import annotations

from api.authorizing import Asked
from api.demo.stage import Key, Stage, stage, terms, told
from ledger.certificate import parse_certificate, verify_certificate
from ledger.errors import LedgerError
from ledger.register.did import did_of
from ledger.register.terms import OfferTerms, terms_digest
from ledger.tlog.note import Verifier


def main() -> None:
    """Publish a tariff, mint a licence from it, ask, and verify the certificate with no ledger."""
    with stage("ledger.example/2026", days_ago=40) as scene:
        museum = scene.party("沙州博物馆 Shazhou Museum", "rights_holder", organisation=True)
        maker = scene.party("河西丝巾坊 Hexi Scarves", "licensee", organisation=True)
        work = scene.work(museum, ("三兔藻井", "Three Hares"), seed=6)
        scene.clock.skip(31)
        print("作品已登记，公示期满 / registered, and the public notice is over")
        buy(scene, work, museum, maker)
        certificate = ask(scene, work, maker)
        period = {"from": scene.day(0), "until": scene.day(300)}
        exclusive = {"terms": terms(exclusivity="exclusive", territory=["CN"]) | period}
        exclusive |= {"work": work, "licensors": [did_of(museum)], "licensee": did_of(maker)}
        refusal = scene.refused("LicenceGrant", exclusive, museum, maker)
        print(f"✗ 专有许可 / an exclusive licence: {told(refusal)}")
    print("账本已删除，手中只剩凭证和公钥 / the ledger is gone; certificate and key remain")
    verify(certificate, scene.service.home.verifier)


def buy(scene: Stage, work: str, museum: Key, maker: Key) -> None:
    """Offer a licence to everybody as the museum; accept as the maker, and be licensed."""
    price = {"currency": "CNY", "fixed": 200_000, "perUnit": 150}
    offered = terms(months=24, quantityPerLicence=10_000, remuneration=price)
    subject = {"work": work, "terms": offered, "validUntil": scene.day(180)}
    offer = scene.enter("LicenceOffer", subject, museum).statement.id
    digest = terms_digest(OfferTerms.model_validate(offered))
    accepted = {"offer": offer, "licensee": did_of(maker), "termsDigest": digest}
    entry = scene.enter("OfferAcceptance", accepted | {"quantity": 5_000}, maker)
    print(f"许可由第 {entry.index} 条成立 / the licence is entry {entry.index}")


def ask(scene: Stage, work: str, maker: Key) -> bytes:
    """Ask for 5,000 silk scarves in France, for 50,000 in mainland China, and for 5,000 there."""
    for territory, pieces in (("FR", 5_000), ("CN-MAINLAND", 50_000), ("CN-MAINLAND", 5_000)):
        asked = Asked(
            licensee=did_of(maker),
            rights="reproduction,distribution",
            territory=territory,
            medium="goods",
            product="silk_scarf",
            quantity=pieces,
            at=scene.today,
        )
        answer = scene.may(work, asked)
        print(f"{'✓ 可以 / yes' if answer.authorised else '✗ 不可以 / no'}: {pieces}, {territory}")
        for missed in (clause for clause in answer.clauses if not clause.holds):
            print(f"    {missed.zh}\n    {missed.en}")
    return scene.certificate(work, asked)


def verify(certificate: bytes, verifier: Verifier) -> None:
    """Verify the certificate as it is; then with one digit changed."""
    entries = verify_certificate(parse_certificate(certificate), verifier).entries
    print(f"✓ 凭证为真 / the certificate holds: {len(entries)} entries")
    try:
        forged = certificate.replace(b'"quantity":5000', b'"quantity":9000')
        verify_certificate(parse_certificate(forged), verifier)
    except LedgerError as error:
        print(f"✗ 改动一个数字 / one digit changed: {error.code}")


if __name__ == "__main__":
    main()
