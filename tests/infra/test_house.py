"""Every rule of the house refuses a bad snippet and lets its good neighbour pass."""

import ast

import pytest

from tools import house, sizes, stylesheet
from tools.sources import python_files

SLICE = "reporting/reports/actions.py"
PAGE = "templates/reports/inbox.html"
MIGRATION = "reporting/reports/migrations/0009_texts.py"

BAD = [
    ("no signals", SLICE, "from django.db.models.signals import post_save\n"),
    ("no signals", SLICE, "from django.dispatch import receiver\n"),
    ("no local imports", SLICE, "def submit():\n    from reporting import reports\n"),
    ("no local imports", "tools/any.py", "def submit():\n    import json\n"),
    ("nothing empty", SLICE, '"""Verbs."""\nclass OneCycle:\n    """One cycle."""\n'),
    ("nothing empty", SLICE, '"""Verbs."""\ndef cycle_sets():\n    """The set of cycles.\n\n    """\n'),
    ("nothing empty", SLICE, '"""Verbs."""\ndef submit():\n    """Handles the submission."""\n'),
    ("nothing empty", SLICE, '"""Verbs."""\nclass Sent:\n    """This class is for what was sent."""\n'),
    ("nothing empty", SLICE, '"""Verbs."""\nclass Sent:\n    """A helper."""\n'),
    ("no drawers", "reporting/reports/utils.py", ""),
    ("whole sentences", SLICE, 'def seal():\n    """Seals the entries;\n\n    Returns how many.\n    """\n'),
    ("whole sentences", SLICE, '"""Long work:\n\nQueued by a request.\n"""\n'),
    ("nothing unsaid", SLICE, "x = 1\n"),
    ("nothing unsaid", SLICE, '"""Verbs."""\ndef submit(): ...\n'),
    ("nothing unsaid", SLICE, '"""Verbs."""\nclass Report:\n    x = 1\n'),
    (
        "nothing unsaid",
        SLICE,
        '"""Verbs."""\nclass Report:\n    """One."""\n    @property\n    def late(self): ...\n',
    ),
    ("nothing unsaid", SLICE, '"""Verbs."""\nclass Rules:\n    """A."""\n    def clean(self): ...\n'),
    ("nothing unsaid", SLICE, '"""Verbs."""\nclass Sent(Form):\n    """A."""\n    def given(self): ...\n'),
    ("no save magic", SLICE, "class Report:\n    def save(self, *args): ...\n"),
    ("one clock", SLICE, "today = datetime.date.today()\n"),
    ("one clock", SLICE, "at = timezone.now()\n"),
    ("one clock", SLICE, "sent_at = DateTimeField(default=timezone.now)\n"),
    ("one clock", SLICE, "sent_at = DateTimeField(auto_now_add=True)\n"),
    ("one clock", SLICE, "from time import time\n"),
    ("one clock", SLICE, "from django.db.models.functions import Now\n"),
    ("one clock", SLICE, "day = localdate()\n"),
    ("one clock", SLICE, "cursor.execute('SELECT * FROM t WHERE due_on < CURRENT_DATE')\n"),
    ("one door to a status", SLICE, "report.status = 'accepted'\n"),
    ("one door to a status", SLICE, "report.status, report.x = 'accepted', 1\n"),
    ("one door to a status", SLICE, "Report.objects.filter(id=1).update(status='accepted')\n"),
    ("one door to a status", SLICE, "setattr(report, 'status', 'accepted')\n"),
    ("one door to a status", SLICE, "Report.objects.bulk_update(rows, ['status'])\n"),
    ("one door to a status", SLICE, "cursor.execute('UPDATE reports_report SET status = %s')\n"),
    ("fields by name", "reporting/reports/forms.py", 'class Meta:\n    fields = "__all__"\n'),
    ("fields by name", "reporting/reports/forms.py", "class Meta:\n    exclude = ['id']\n"),
    ("no upward names", "revitalization/kit/any.py", "load = 'responsibilities.roles'\n"),
    ("no upward names", "responsibilities/units/models.py", "sql = 'SELECT 1 FROM access_grant g'\n"),
    ("no upward names", "responsibilities/files/actions.py", "kinds = ['reports.Submission']\n"),
    (
        "no upward names",
        "responsibilities/files/actions.py",
        "sql = f'DELETE FROM jobs_job WHERE id = {1}'\n",
    ),
    ("no upward names", "responsibilities/record/api.py", "kept = {'reports_obligationevent'}\n"),
    ("no upward names", SLICE, "import_module('revitalization.site.demo')\n"),
    ("migrations stand alone", MIGRATION, "from revitalization.kit.clock import DATABASE_FUNCTION\n"),
    ("migrations stand alone", MIGRATION, "import revitalization.kit.clock\n"),
    ("migrations stand alone", MIGRATION, "import responsibilities.posts.rules\n"),
    ("migrations stand alone", MIGRATION, "from reporting.reports import rules\n"),
    ("migrations stand alone", MIGRATION, "from ..rules import WORKFLOW\n"),
    ("migrations stand alone", MIGRATION, "def fill(apps, editor):\n    import reporting.reports.rules\n"),
    ("one builder of triggers", SLICE, "kept = pgtrigger.Protect(name='kept', operation=pgtrigger.Delete)\n"),
    ("one builder of triggers", SLICE, "triggers = [pgtrigger.ReadOnly(name='fixed', fields=['lo'])]\n"),
    ("one builder of triggers", SLICE, "from pgtrigger import Protect\n"),
    ("no inline code", PAGE, "<script>alert(1)</script>"),
    ("no inline code", PAGE, '<p class="x" style="color: red">'),
    ("no inline code", PAGE, '<button\n  onclick="go()">'),
    ("no inline code", PAGE, "<style>p { }</style>"),
    ("no inline code", PAGE, '<a href="javascript:go()">'),
    ("no inline code", PAGE, "<div hx-on:click='go()'>"),
    ("no inline code", PAGE, """<a href="{% url 'x' %}" {% if a > b %}onclick="go()"{% endif %}>"""),
    ("straight blocks", PAGE, "<p>{% if a %}\n  b{% endif %}\n</p>"),
    ("straight blocks", PAGE, "{% for a in b %}\n  {{ a }}\n  {% endfor %}\n"),
    ("one table", PAGE, '<section>\n<table class="ledger">'),
    ("one table", "templates/account/login.html", "{% if a %}<TABLE>{% endif %}"),
    ("one clock in templates", PAGE, '{% now "Y" %}'),
    ("words that are found", PAGE, '{% kpi _("At least 85%") n %}'),
    ("words that are found", PAGE, "{% include 'x.html' with title=_('85% and more') %}"),
    ("words that are found", PAGE, '{{ share|default:_("0% so far") }}'),
    (
        "words that are found",
        "templates/documents/notice.html",
        '{% if a %}{% firstof b _("100%") %}{% endif %}',
    ),
]

GOOD = [
    ("no upward names", SLICE, "sql = 'SELECT 1 FROM units_unit u JOIN access_grant g ON TRUE'\n"),
    ("no upward names", "responsibilities/access/queries.py", "words = ['posts_of', 'reports', 'job']\n"),
    ("no upward names", "revitalization/site/api.py", "load = 'reporting.reports.rules'\n"),
    ("one builder of triggers", SLICE, "born = pgtrigger.Trigger(name='born', when=pgtrigger.Before)\n"),
    ("one builder of triggers", "revitalization/kit/triggers.py", "pgtrigger.Protect(name='kept')\n"),
    ("migrations stand alone", MIGRATION, "import pgtrigger.compiler\nimport revitalization.kit.frozen\n"),
    ("migrations stand alone", SLICE, "import revitalization.kit.clock\n"),
    ("straight blocks", PAGE, "<p>{% if a %}b{% endif %}</p>\n{% if a %}\n  b\n{% endif %}\n"),
    ("no signals", SLICE, "import signal\n"),
    ("no local imports", SLICE, "import json\ndef submit(): ...\n"),
    ("no drawers", "reporting/reports/rules.py", ""),
    ("whole sentences", SLICE, '"""Seals the entries; returns how many.\n\nIn batches.\n"""\n'),
    ("nothing unsaid", "reporting/__init__.py", ""),
    (
        "nothing empty",
        SLICE,
        '"""Verbs."""\nclass OneCycle:\n    """One cycle, with the sections of its reports."""\n',
    ),
    ("nothing empty", SLICE, '"""Verbs."""\ndef _helper():\n    """Helper."""\n'),
    (
        "nothing empty",
        SLICE,
        '"""Verbs."""\ndef submit():\n    """Handed over: from now on it cannot be withdrawn."""\n',
    ),
    (
        "nothing unsaid",
        SLICE,
        '"""A."""\nclass Able(Protocol):\n    """It `can`."""\n    def can(self): ...\n',
    ),
    ("nothing unsaid", SLICE, '"""Verbs."""\ndef _inner(): ...\nclass _Inner: ...\n'),
    ("nothing unsaid", SLICE, '"""Verbs."""\ndef submit():\n    """Submits."""\n    def inner(): ...\n'),
    ("nothing unsaid", SLICE, '"""Verbs."""\nclass Sent(Form):\n    """A."""\n    def clean(self): ...\n'),
    ("nothing unsaid", SLICE, '"""Verbs."""\nclass Sent:\n    """A."""\n    class Meta: ...\n'),
    ("nothing unsaid", SLICE, '"""Verbs."""\nclass ReportsConfig(AppConfig):\n    name = "x"\n'),
    (
        "nothing unsaid",
        SLICE,
        '"""A."""\nclass A(B):\n    """A."""\n    @operation("x")\n    def get(self): ...\n',
    ),
    ("no save magic", SLICE, "def save(x): ...\n"),
    (
        "one clock",
        SLICE,
        "at = clock.now()\nspan = time.monotonic()\n'''SELECT now()'''\nsql = 'baton_now()'\n",
    ),
    ("one clock", SLICE, "shown = localtime(report.sent_at)\n"),
    ("one clock", "revitalization/kit/clock.py", "at = timezone.now()\n"),
    (
        "one door to a status",
        SLICE,
        "if report.status == 'draft': Report.objects.filter(status='x').update(y=1)\n",
    ),
    ("one door to a status", SLICE, "sql = 'UPDATE t SET note = 1 WHERE t.status = 1'\n"),
    ("one door to a status", "revitalization/kit/perform.py", "row.status = target\n"),
    ("fields by name", SLICE, 'class Meta:\n    fields = ["title"]\n'),
    (
        "no inline code",
        PAGE,
        "<script src=\"{% static 'js/a.js' %}\" defer></script>{# style= #}<p data-style='x'>",
    ),
    ("no inline code", "templates/documents/notice.html", "<style>@page { }</style>"),
    ("no inline code", PAGE, "<option{% if one == year %} selected{% endif %}>"),
    ("one table", PAGE, "{% ledger rows %}{% table page %}{# <table> #}"),
    ("one table", "templates/ui/ledger.html", "<table>"),
    ("one table", "templates/documents/notice.html", "<table>"),
    ("one clock in templates", PAGE, "{{ now }}"),
    (
        "words that are found",
        PAGE,
        '{% translate "85% and 70%" as said %}{% kpi _("Filed") n %}{{ n }}% (100%)',
    ),
    ("words that are found", PAGE, '{# {% kpi _("At least 85%") n %} #}<p title="_(85%)">'),
]


def rule(name: str) -> house.Rule:
    return next(one for one in house.RULES if one.name == name)


@pytest.mark.parametrize(("name", "path", "text"), BAD)
def test_a_bad_snippet_is_refused(name: str, path: str, text: str) -> None:
    assert house.breaks(rule(name), path, house.Code(text))


@pytest.mark.parametrize(("name", "path", "text"), GOOD)
def test_a_good_snippet_passes(name: str, path: str, text: str) -> None:
    assert house.breaks(rule(name), path, house.Code(text)) == []


def test_every_rule_says_why_and_has_a_bad_and_a_good_snippet() -> None:
    names = {one.name for one in house.RULES}
    assert names == {name for name, _, _ in BAD} == {name for name, _, _ in GOOD}
    assert all(one.why.endswith(".") for one in house.RULES)


def test_a_finding_names_the_file_and_the_line() -> None:
    (found,) = house.breaks(rule("no inline code"), PAGE, house.Code("<p>\n{# \n #}<b style='x'>\n"))
    assert str(found) == f"{PAGE}:3: style="


def test_each_file_is_parsed_once_for_all_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed, usual = [], ast.parse

    def counted(text: str) -> ast.Module:
        parsed.append(text)
        return usual(text)

    files = {SLICE: "import x\n", "tools/two.py": "y = 1\n", PAGE: "<p>\n"}
    monkeypatch.setattr(house, "read", files.__getitem__)
    # What the slices above are called is read from them once, whatever is looked at.
    house.findings(files)
    monkeypatch.setattr(house.ast, "parse", counted)
    house.findings(files)
    assert sorted(parsed) == ["import x\n", "y = 1\n"]


def test_a_function_is_measured_without_docstring_comments_and_blank_lines() -> None:
    text = 'def f(\n    a,\n):\n    """One.\n\n    Two.\n    """\n\n    # three\n    return a\n'
    assert [lines for lines, _ in sizes.functions("x.py", text)] == [4]


def test_a_function_a_file_and_a_whole_that_are_too_long_are_named() -> None:
    long = "def f():\n" + "    x = 1\n" * 50
    said = sizes.too_long_functions(sizes.functions("a.py", long))
    assert said[0] == "a.py:1: f() has 51 lines, at most 50"
    assert "half of all functions have more than 51 lines, the aim is 8" in said
    assert "one function in twenty has more than 51 lines, the aim is 35" in said
    assert sizes.too_long_file("a.py", "x\n" * 321, 320) == ["a.py has 321 lines, at most 320"]
    assert sizes.too_long_lines("a.html", "x\n" + "y" * 121) == [
        "a.html:2: line has 121 characters, at most 120"
    ]
    assert sizes.too_long_lines("a.html", "y" * 120) == []
    assert sizes.too_long_functions(sizes.functions("a.py", "def f():\n    return 1\n")) == []


def test_the_tools_and_tests_are_among_the_files_that_are_looked_at() -> None:
    assert {"tools/house.py", "tests/infra/test_house.py", "revitalization/env.py"} <= set(python_files())


def test_a_crowded_style_sheet_is_laid_out_once_and_then_stays() -> None:
    crowded = "a{color:red}b>i{margin:0;padding:0}"
    once = stylesheet.laid_out(crowded)
    assert once == "a {\n  color: red\n}\n\nb > i {\n  margin: 0;\n  padding: 0\n}\n"
    assert stylesheet.laid_out(once) == once


def test_a_selector_that_old_browsers_do_not_know_stands_alone() -> None:
    assert stylesheet.lost_rules("html, html:has(.a, .b) { color: red }") == ["html, html:has(.a, .b)"]
    assert stylesheet.lost_rules("html:has(.a, .b) { color: red }\nh1, h2 { margin: 0 }") == []
