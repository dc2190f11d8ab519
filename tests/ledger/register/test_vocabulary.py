"""The vocabularies: their content against the law and the references, and their loader."""

import os
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError
from importlib import resources
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ledger.register.kinds import SUBJECTS
from ledger.register.vocabulary import (
    NAMES,
    Cave,
    Term,
    UnknownTerm,
    VocabularyError,
    parse_cave,
    parse_vocabulary,
    vocabulary,
)
from ledger.register.vocabulary.page import render_markdown

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT.parent / "shared" / "reference"

# Statements in a log name these ids: a list may grow, nothing may leave it.
IDS = {
    "category": "written oral music drama quyi dance acrobatics fine_art architecture photographic "
    "audiovisual graphic model software other",
    "nature": "original adaptation translation compilation annotation arrangement other",
    "rights": "publication authorship alteration integrity reproduction distribution rental "
    "exhibition performance presentation broadcasting network cinematography adaptation "
    "translation compilation other",
    "acquisition": "original inheritance succession other",
    "ownership": "individual joint legal_entity employment commissioned",
    "publication": "published unpublished",
    "ai": "none assisted generated",
    "display": "original thumbnail none",
    "relation_heritage": "inspired adapted traced scanned",
    "relation_work": "adapted translated annotated arranged compiled copied incorporated inspired",
    "party_kind": "person organisation",
    "role": "creator rights_holder licensee agent heritage_institution enforcement platform",
    "object_kind": "mural sculpture silk manuscript",
    "source_kind": "original_mural faithful_scan art_photo copy_faithful copy_restored rubbing "
    "line_drawing model_3d",
    "site": "mogao yulin western_qianfodong eastern_qianfodong maijishan binglingsi "
    "north_grottoes library_cave",
    "chamber": "main ante corridor side niche pillar altar eaves",
    "wall": "west south north east east_above_door east_door_n east_door_s ceiling zaojing pingqi "
    "gable slope_w slope_s slope_n slope_e floor",
    "period": "northern_liang northern_wei western_wei northern_zhou sui early_tang high_tang "
    "middle_tang late_tang five_dynasties song shazhou_uighur western_xia yuan",
    "genre": "iconic_image preaching_scene sutra_illustration jataka life_of_buddha avadana "
    "buddhist_history donor_portrait thousand_buddhas decorative_pattern landscape_daily_life "
    "mandala",
    "motif": "feitian jiuselu zaojing santu fantan_pipa gongyangren jingbian guanwuliangshou "
    "xifang_jingtu weimojie fahua niepan mile yaoshi qianfo shuofatu sheshen_sihu wubai_qiangdao "
    "zhangqian zhangyichao wutaishan laoducha shuiyue_guanyin jiyuetian lianhua rendong juancao "
    "baoxianghua lianzhu huoyan yunqi tuanhua chuiman moni tianwang pusa nine_storey",
    "product_class": "silk_scarf apparel jewellery canvas_bag blind_box brick_set fridge_magnet "
    "tea_ware stationery home_goods game_skin digital_collectible sticker_pack animation font "
    "exhibition stage_performance other",
    "medium": "goods print packaging advertising online broadcast audiovisual game exhibition "
    "other",
    "exclusivity": "exclusive sole non_exclusive",
    "upstream": "scan photo copy line_drawing font model",
    "standing": "author co_author employer commissioner rights_holder licensee portrait_or_name "
    "heritage_body public",
    "objection_ground": "not_author public_domain_only duplicate co_author_omitted "
    "employer_or_commissioner not_a_work upstream_unlicensed portrait_or_name false_data "
    "heritage_breach",
    "proof_of_suit": "lawsuit arbitration administrative_complaint",
    "just_reason": "conflicts_with_exclusive_negotiation harms_integrity unlawful_use "
    "price_manifestly_unfair harms_heritage",
    "act": "register rectify offer license transfer pledge object report manage enforce",
    "attachment": "joint_agreement commission_agreement legal_person_statement "
    "employment_statement upstream_licence succession_proof succession_agreement authorisation "
    "sample identity description warranty",
    "succession_cause": "inheritance bequest merger division dissolution",
    "secured_claim": "loan guarantee other",
    "order_kind": "suspend cancel preserve change_owner lift",
    "authority": "court copyright_administration heritage_administration arbitration "
    "market_regulator",
    "infringement_ground": "published joint_work_as_own signed_without_part distorted plagiarised "
    "adapted unpaid rented other copied circumvented rights_information_removed false_signature",
    "platform_measure": "delete block disconnect end_transactions",
    "escalation_body": "court copyright_administration hotline_12330 customs",
    "kind": " ".join(SUBJECTS),
    "task": "objection_admission objection_decision objection_review",
}
# the codes of territories are those of standards: see test_territory
PINNED_ELSEWHERE = {"territory"}
OTHER_TABLES = {"subdivisions.toml", "workdays.toml"}


def labels(name):
    return {term.zh: id for id, term in vocabulary(name).items()}


def test_every_file_is_a_vocabulary_and_every_vocabulary_a_file():
    package = resources.files("ledger.register.vocabulary")
    files = {item.name for item in package.iterdir() if item.name.endswith(".toml")}
    assert files == {f"{name}.toml" for name in NAMES} | OTHER_TABLES
    assert set(IDS) | PINNED_ELSEWHERE == set(NAMES)


@pytest.mark.parametrize("name", IDS)
def test_ids_and_labels_tell_the_terms_apart(name):
    assert list(vocabulary(name)) == IDS[name].split()
    terms = vocabulary(name).values()
    assert len({term.zh for term in terms}) == len({term.en for term in terms}) == len(terms)


def test_the_seventeen_rights():
    terms = vocabulary("rights").values()
    rights = [(t.extra["n"], t.extra["kind"], t.extra["licensable"], t.verified) for t in terms]
    personal = [(n, "personal", False, "law") for n in range(1, 5)]
    assert rights == personal + [(n, "property", True, "law") for n in range(5, 18)]


def test_categories_cover_the_nine_items_of_article_3():
    category = vocabulary("category")
    items = [term.extra["art3"] for term in category.values()]
    assert items == [1, 2, 3, 3, 3, 3, 3, 4, 4, 5, 6, 7, 7, 8, 9]
    letters = {id: term.extra["letter"] for id, term in category.items() if "letter" in term.extra}
    assert letters == {"written": "A", "fine_art": "F", "other": "L"}


def test_references_between_vocabularies_hold():
    for right in vocabulary("rights").values():
        assert set(right.extra.get("applies_to", ())) <= vocabulary("category").keys()
    for name in ("period", "motif"):
        for term in vocabulary(name).values():
            for key in term.extra.get("caves", ()):
                assert parse_cave(key).key == key
            assert term.extra.get("wall", "west") in vocabulary("wall")
    for site in vocabulary("site").values():
        assert ("cave" in site.extra) != ("cave_en" in site.extra)
    assert parse_cave(vocabulary("site")["library_cave"].extra["cave"]) == Cave("mogao", "17")


def test_only_an_idea_may_be_taken_from_a_work_without_permission():
    free = [id for id, t in vocabulary("relation_work").items() if not t.extra["needs_permission"]]
    assert free == ["inspired"]


def test_periods_run_forward():
    spans = [(term.extra["from"], term.extra["to"]) for term in vocabulary("period").values()]
    assert all(start < end for start, end in spans)
    assert spans == sorted(spans)


@pytest.fixture(scope="module")
def reference():
    if not REFERENCE.is_dir():
        pytest.skip("the reference data (../shared/reference) is not on this machine")
    names = ("registration-form", "law-prc", "dunhuang-vocabulary")
    return {name: yaml.safe_load((REFERENCE / f"{name}.yaml").read_text("utf-8")) for name in names}


def test_form_and_law_lists(reference):
    form = reference["registration-form"]
    plain = [zh.partition("(")[0] for zh in form["work_info"]["work_category"]["enum"]]
    assert [zh for zh in labels("category") if zh != "计算机软件"] == plain
    assert list(labels("nature")) == form["creation"]["creation_nature"]["enum"]
    assert list(labels("acquisition")) == form["rights"]["obtain_way"]["enum"]
    assert list(labels("ownership")) == form["rights"]["ownership_way"]["enum"]
    assert list(labels("publication")) == form["publication"]["status"]["enum"]
    assert list(vocabulary("ai")) == form["dunhuang_extension"]["ai_use"]["enum"]
    sources = form["dunhuang_extension"]["heritage_sources"]
    assert f"source_kind({'|'.join(vocabulary('object_kind'))})" in sources
    assert f"relationship({'|'.join(vocabulary('relation_heritage'))})" in sources


def test_categories_stand_in_article_3_and_letters_are_the_verified_ones(reference):
    law = reference["law-prc"]
    text = {row["code"]: row["zh"] for row in law["work_categories_art3"]}
    terms = vocabulary("category").values()
    assert {term.extra["art3"] for term in terms} == set(text)
    assert all(term.zh in text[term.extra["art3"]] for term in terms)
    letters = law["registration_category_letters"].items()
    verified = {letter: row["zh"] for letter, row in letters if row["verified"]}
    assert {t.extra["letter"]: t.zh for t in terms if "letter" in t.extra} == verified


def test_rights_as_in_the_reference(reference):
    for row in reference["law-prc"]["rights_art10"]:
        right = vocabulary("rights")[row["id"]]
        assert (right.zh, right.en) == (row["zh"], row["en"])
        for key in ("n", "kind", "licensable"):
            assert right.extra[key] == row[key]
        assert right.extra.get("applies_to", ()) == tuple(row.get("applies_to", ()))
        assert "note_zh" in right.extra or "note" not in row


LISTS = {"site": "sites", "period": "periods", "motif": "motifs"}
LISTS |= {"chamber": "chamber_vocab", "wall": "wall_vocab", "genre": "mural_genres"}
MARKS = {"S": "published", "GK": "general_knowledge"}


@pytest.mark.parametrize(("name", "list_name"), LISTS.items())
def test_dunhuang_lists(reference, name, list_name):
    rows = reference["dunhuang-vocabulary"][list_name]
    rows = [{"id": labels(name)[row["zh"]], **row} for row in rows]  # genres have only labels there
    assert list(vocabulary(name)) == [row["id"] for row in rows]
    for row in rows:
        term = vocabulary(name)[row["id"]]
        assert (term.zh, term.en) == (row["zh"], row["en"])
        assert "src" not in row or term.verified == MARKS[row["src"]]
        caves = row.get("caves", row.get("example_caves", []))
        keys = tuple(f"mogao:{cave}" if isinstance(cave, int) else cave for cave in caves)
        assert term.extra.get("caves", ()) == keys
        assert term.extra.get("wall") == row.get("wall")
        assert term.extra.get("place_zh") == row.get("place")
        assert "note_zh" in term.extra or "note" not in row
        if "years" in row:
            assert row["years"].split()[0] == f"{term.extra['from']}-{term.extra['to']}"


def test_every_source_kind_has_its_place(reference):
    # Two of the reference's kinds are not heritage but what is made from it.
    elsewhere = {"new_design": ("nature", "original"), "ai_generated": ("ai", "generated")}
    kinds = []
    for row in reference["dunhuang-vocabulary"]["source_kinds_and_copyright"]:
        if row["kind"] in elsewhere:
            name, id = elsewhere[row["kind"]]
            assert id in vocabulary(name)
            continue
        term = vocabulary("source_kind")[row["kind"].replace("3d_model", "model_3d")]
        assert (term.extra["copyright"] == "public_domain") == ("public domain" in row["status"])
        assert term.extra["copyright"] == "contested" or "CONTESTED" not in row["status"]
        kinds.append(term.id)
    assert kinds == list(vocabulary("source_kind"))


def test_every_product_has_a_class(reference):
    folded = {"服饰联名": "apparel", "动画短片": "animation", "沉浸展": "exhibition"}
    folded["乐高式拼装"] = "brick_set"
    form = reference["registration-form"]["dunhuang_extension"]["product_class"]
    seen = set()
    for row in [*form, *reference["dunhuang-vocabulary"]["derivative_products"]]:
        zh, _, en = row.partition("/")
        id = folded.get(row) or labels("product_class").get(row) or labels("product_class")[zh]
        if en.isascii() and en:
            assert vocabulary("product_class")[id].en == en
        seen.add(id)
    assert seen == vocabulary("product_class").keys() - {"other"}


def test_a_term():
    term = vocabulary("category").require("fine_art")
    assert term == Term("fine_art", "美术", "work of fine art", "law", {"art3": 4, "letter": "F"})
    assert hash(term) == hash(Term("fine_art", "美术", "work of fine art", "law", {}))


def test_values_are_immutable():
    category = vocabulary("category")
    assert vocabulary("category") is category
    with pytest.raises(FrozenInstanceError):
        category.name = "other"
    with pytest.raises(FrozenInstanceError):
        category["other"].zh = "其它"
    with pytest.raises(TypeError):
        category.terms["new"] = category["other"]
    with pytest.raises(TypeError):
        category["other"].extra["art3"] = 1


def test_a_vocabulary_is_a_mapping_in_the_order_of_its_file():
    display = vocabulary("display")
    assert (display.name, display.zh, display.en) == ("display", "展示方式", "public display")
    assert display.source.startswith("own list")
    assert list(display) == ["original", "thumbnail", "none"]
    assert len(display) == 3
    assert "none" in display
    assert display.get("nothing") is None


def test_an_unknown_term_says_which_and_where():
    with pytest.raises(UnknownTerm) as caught:
        vocabulary("nature").require("Original")
    error = caught.value
    assert isinstance(error, LookupError)
    assert (error.vocabulary, error.id) == ("nature", "Original")
    assert str(error) == "vocabulary nature has no term 'Original'"
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize("name", ["", "Category", "../category", "category.toml", "load"])
def test_an_unknown_vocabulary_is_an_error(name):
    with pytest.raises(VocabularyError) as caught:
        vocabulary(name)
    assert not isinstance(caught.value, ValueError), "a validator would take it for bad input"


META = '[meta]\nzh = "词"\nen = "words"\nsource = "own list"\n'
GOOD = META + '[meta.fields]\nn = "integer"\nmany = "strings?"\n[terms]\n'


def test_a_good_file():
    words = parse_vocabulary(
        "words",
        GOOD + 'one = { zh = "一", en = "one", n = 1 }\n'
        'two = { zh = "二", en = "two", n = 2, many = ["a", "b"], verified = "published" }\n',
    )
    assert [(term.id, term.verified, dict(term.extra)) for term in words.values()] == [
        ("one", None, {"n": 1}),
        ("two", "published", {"n": 2, "many": ("a", "b")}),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[meta", "not TOML"),
        ("a = " + "[" * 5000, "not TOML"),
        ("a = " + "9" * 5000, "not TOML"),
        ("", "meta is missing"),
        ("meta = 1\nterms = 2", "meta is not of type table"),
        (META, "terms is missing"),
        (META + "[terms]", "terms is not of type table"),  # nor may it be empty
        (META + "[terms]\none = 1", "not a table"),
        (META + '[terms]\none = { zh = "一", en = "one" }\n[more]', "stray field more"),
        (META + 'colour = "red"\n[terms]\none = { zh = "一", en = "one" }', "stray field colour"),
        (META + '[meta.fields]\nn = "float"\n[terms]\none = {}', "field n has no known type"),
        (META + '[meta.fields]\nn = "table"\n[terms]\none = {}', "field n has no known type"),
        (META + '[meta.fields]\nzh = "string"\n[terms]\none = {}', "field zh is every"),
        (META + 'verified = "yes"\n[terms]\none = { zh = "一", en = "one" }', "verified is none"),
        (GOOD + 'One = { zh = "一", en = "one", n = 1 }', "One: the id is not spelled as ids are"),
        (GOOD + 'one_ = { zh = "一", en = "one", n = 1 }', "the id is not spelled as ids are"),
        (GOOD + '"一" = { zh = "一", en = "one", n = 1 }', "the id is not spelled as ids are"),
        (GOOD + 'one = { zh = "", en = "one", n = 1 }', "zh is not of type string"),
        (GOOD + 'one = { zh = "一", en = " one", n = 1 }', "en is not of type string"),
        (GOOD + 'one = { zh = "一\\n", en = "one", n = 1 }', "zh is not of type string"),
        (GOOD + 'one = { zh = "一", n = 1 }', "en is missing"),
        (GOOD + 'one = { zh = "一", en = "one" }', "n is missing"),
        (GOOD + 'one = { zh = "一", en = "one", n = true }', "n is not of type integer"),
        (GOOD + 'one = { zh = "一", en = "one", n = 1, many = [] }', "many is not of type"),
        (GOOD + 'one = { zh = "一", en = "one", n = 1, many = [1] }', "many is not of type"),
        (GOOD + 'one = { zh = "一", en = "one", n = 1, m = 1 }', "stray field m"),
        (GOOD + 'one = { zh = "一", en = "one", n = 1, id = "one" }', "stray field id"),
        (GOOD + 'one = { zh = "一", en = "one", n = 1, note_en = "x" }', "note in one language"),
        (GOOD + 'one = { zh = "一", en = "one", n = 1, verified = "S" }', "verified is none of"),
        (
            GOOD + 'a = { zh = "一", en = "1", n = 1 }\na = { zh = "二", en = "2", n = 2 }',
            "not TOML",
        ),
    ],
)
def test_bad_files(text, message):
    with pytest.raises(VocabularyError, match=message):
        parse_vocabulary("words", text)


@given(st.text() | st.text(alphabet='[]{}=."\n,_azmetrs1 ').map(lambda text: GOOD + text))
def test_any_text_is_a_vocabulary_or_one_error(text):
    try:
        words = parse_vocabulary("words", text)
    except VocabularyError:
        return
    assert all(term.zh and term.en and id == term.id for id, term in words.items())


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_page_is_the_data_whatever_the_hash_seed(seed):
    committed = (ROOT / "docs" / "vocabulary.md").read_bytes()
    page = [sys.executable, "-m", "ledger.register.vocabulary.page"]
    env = {**os.environ, "PYTHONHASHSEED": seed}
    printed = subprocess.run(page, cwd=ROOT, env=env, capture_output=True, check=True).stdout
    assert printed == committed, (
        "run python -m ledger.register.vocabulary.page > docs/vocabulary.md"
    )
    assert render_markdown().encode() == committed
