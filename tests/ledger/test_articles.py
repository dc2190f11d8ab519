"""Citations of law are read as lawyers write them, and in no other form."""

import pytest

from ledger.articles import cite


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("《著作权法》第十条", "Copyright Law Art. 10"),
        ("《著作权法》第二十六条第二款第三项", "Copyright Law Art. 26 para. 2 item 3"),
        ("《著作权法》第十三条、第十六条", "Copyright Law Art. 13, Art. 16"),
        ("《著作权法》第十条第二款、第三款", "Copyright Law Art. 10 para. 2, para. 3"),
        ("《民法典》第四百四十四条", "Civil Code Art. 444"),
        ("《民法典》第一千一百九十五条第三款", "Civil Code Art. 1195 para. 3"),
        ("《民法典》第一千零一条", "Civil Code Art. 1001"),
        ("《电子商务法》第四十二条", "E-Commerce Law Art. 42"),
        ("《民法典》第四百零九条（参照）", "Civil Code Art. 409, by analogy"),
        ("《民事诉讼法》第一百零三条", "Civil Procedure Law Art. 103"),
        (
            "《著作权法》第二十六条；《著作权法实施条例》第二十四条",
            "Copyright Law Art. 26; Copyright Law Regulations Art. 24",
        ),
    ],
)
def test_a_citation_is_said_in_both_languages(chinese, english):
    assert cite(chinese) == f"{chinese} / {english}"


@pytest.mark.parametrize(
    "text",
    ["", "著作权法第十条", "《刑法》第一条", "《民法典》", "《民法典》第条", "《民法典》第十条等"],
)
def test_anything_else_is_none(text):
    with pytest.raises(ValueError, match="not a citation"):
        cite(text)
