"""What is said of the errors of well-known libraries is said of the real ones, as installed versions raise them.

The libraries are none of ours: a situation is skipped where its library is neither in this environment nor in that of
the interpreter that `DEBUGASSIST_TEST_LIBRARIES` names.
"""

import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from analyzers.runtime.assemble import assemble
from analyzers.runtime.explain import explain
from analyzers.runtime.static import finish
from analyzers.traceback import read

PYTHON = os.environ.get("DEBUGASSIST_TEST_LIBRARIES", sys.executable)
SHOP = """from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
class Base(DeclarativeBase): pass
class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    tags: Mapped[list["Tag"]] = relationship(back_populates="item")
class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    item: Mapped[Item] = relationship(back_populates="tags")
engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
session = Session(engine)
session.add_all([Item(name="pen"), Item(name="cup")])
session.commit()
"""
APART = """from sqlalchemy.orm import DeclarativeBase, Mapped, configure_mappers, mapped_column, relationship
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = 'a'
    id: Mapped[int] = mapped_column(primary_key=True)
    bs = relationship('B')
class B(Base):
    __tablename__ = 'b'
    id: Mapped[int] = mapped_column(primary_key=True)
"""
SITE = """import django
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, ROOT_URLCONF="urls",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}])
django.setup()
import sys, types
sys.modules["urls"] = types.ModuleType("urls")
sys.modules["urls"].urlpatterns = []
from django.db import connection, models
class Pen(models.Model):
    name = models.CharField(max_length=9)
    class Meta:
        app_label = "main"
with connection.schema_editor() as editor: editor.create_model(Pen)
"""
REDIRECTS = """import httpx
client = httpx.Client(transport=httpx.MockTransport(lambda asked: httpx.Response(302, headers={"location": "http://a/"})), follow_redirects=True)
"""
STREAM = """import httpx
client = httpx.Client(transport=httpx.MockTransport(lambda asked: httpx.Response(200, content=iter([b"a"]))))
"""
# library, what comes before, the line that fails, what is found, words that the cause must hold
SITUATIONS = [
    ("requests", "import requests", "requests.get('example.org')", "no-scheme", "has no `http://`"),
    ("requests", "import requests\nr = requests.Response()\nr.status_code, r.reason, r.url = 404, 'Not Found', 'http://a'", "r.raise_for_status()",
     "http-status", "404 Not Found"),
    ("requests", "import requests\nr = requests.Response()\nr._content = b'<html>'", "r.json()", "invalid-json", "not JSON"),
    ("requests", "import requests", "requests.get('http://127.0.0.1:9', timeout=2)", "no-connection", "127.0.0.1"),
    ("httpx", "import httpx", "httpx.get('example.org')", "no-scheme", "has no `http://`"),
    ("httpx", "import httpx\nr = httpx.Response(503, request=httpx.Request('GET', 'http://a'))", "r.raise_for_status()", "http-status", "503"),
    ("httpx", "import httpx", "httpx.get('http://127.0.0.1:9')", "no-connection", "refused"),
    ("httpx", STREAM + "r = client.send(client.build_request('GET', 'http://a'), stream=True)", "print(r.text)", "answer-read", "not read"),
    ("httpx", "import httpx\nclient = httpx.Client()\nclient.close()", "client.get('http://a')", "client-closed", "closed"),
    ("httpx", REDIRECTS, "client.get('http://a/')", "too-many-redirects", "again and again"),
    ("numpy", "import numpy as np\na = np.array([1, 2])", "print('x' if a > 0 else 'y')", "truth-of-many", "many values"),
    ("numpy", "import numpy as np", "np.array([[1, 2], [3]], dtype=float)", "ragged-array", "same length"),
    ("numpy", "import numpy as np\na = np.zeros(6)", "a.reshape(4, 2)", "unfit-reshape", "6 elements"),
    ("numpy", "import numpy as np\na = np.zeros((2, 2))", "np.linalg.inv(a)", "singular-matrix", "no inverse"),
    ("numpy", "import numpy as np\na = np.zeros((2, 3))", "np.linalg.inv(a)", "not-square", "not square"),
    ("numpy", "import numpy as np\na = np.zeros(3)", "a.sum(axis=1)", "no-such-axis", "1 dimensions"),
    ("numpy", "import math\nimport numpy as np\na = np.zeros(3)", "math.sqrt(a)", "not-one-value", "array"),
    ("numpy", "import numpy as np\na = np.zeros(3)", "a[np.array([0.5])]", "unfit-index", "no integers"),
    ("numpy", "import numpy as np\na = np.zeros(3)", "a[0, 1]", "unfit-index", "1 dimensions"),
    ("numpy", "import numpy as np\na = np.zeros((2, 2))\nb = np.zeros((2, 3))", "np.concatenate([a, b])", "unfit-lengths", "2 and 3"),
    ("numpy", "import numpy as np\na = np.zeros(3)\nb = np.zeros(4)", "a + b", "unfit-shapes", "(3,)"),
    ("numpy", "import numpy as np\na = np.broadcast_to(1, 3)", "a[0] = 2", "read-only", "not be changed"),
    ("numpy", "import numpy as np\na = np.zeros(3)", "a[5]", "index-outside", "a"),
    ("pandas", "import pandas as pd\nd = pd.DataFrame({'a': [1, 2]})", "d['b'] = [1, 2, 3]", "unfit-lengths", "3 values"),
    ("pandas", "import pandas as pd", "pd.DataFrame({'a': [1], 'b': [1, 2]})", "unfit-lengths", "same length"),
    ("pandas", "import pandas as pd\nd = pd.DataFrame({'a': [1, 2]})", "d.columns = ['x', 'y']", "unfit-lengths", "2 names"),
    ("pandas", "import pandas as pd\nd = pd.Series([1, 2], index=['a', 'a'])", "d.reindex(['a', 'b'])", "duplicate-labels", "more than once"),
    ("pandas", "import io\nimport pandas as pd\nt = io.StringIO('a,b\\n1,2\\n1,2,3\\n')", "pd.read_csv(t)", "ragged-csv", "3 fields"),
    ("pandas", "import io\nimport pandas as pd\nt = io.StringIO('')", "pd.read_csv(t)", "empty-csv", "no columns"),
    ("pandas", "import pandas as pd\nd = pd.Series([1, None])", "d.astype(int)", "missing-to-integer", "integer"),
    ("pandas", "import pandas as pd\na = pd.DataFrame({'a': [1]})\nb = pd.DataFrame({'b': [1]})", "a.merge(b)", "nothing-to-join", "no column in common"),
    ("pandas", "import pandas as pd", "pd.concat([])", "nothing-to-join", "nothing"),
    ("pandas", "import pandas as pd\nd = pd.DataFrame({'a': [1]})", "d[['b']]", "not-a-column", "'b'"),
    ("pandas", "import pandas as pd\nd = pd.DataFrame({'a': [1]})", "d['b']", "missing-key", "'b'"),
    ("pandas", "import pandas as pd\nd = pd.Series([1, 2])", "print(1 if d > 1 else 2)", "truth-of-many", "many values"),
    ("pandas", "import pandas as pd\nd = pd.Series([1, 2])", "d.iloc[5]", "index-outside", "no row or column"),
    ("sqlalchemy", SHOP, "session.scalars(select(Item).where(Item.name == 'x')).one()", "no-row", "no row"),
    ("sqlalchemy", SHOP, "session.scalars(select(Item)).one()", "many-rows", "several rows"),
    ("sqlalchemy", SHOP + "session.add(Item(name='pen'))", "session.commit()", "row-exists", "items.name"),
    ("sqlalchemy", SHOP + "session.add(Item())", "session.commit()", "value-missing", "items.name"),
    ("sqlalchemy", SHOP + "pen = session.scalars(select(Item)).first()\nsession.close()", "print(pen.tags)", "session-gone", "no session"),
    ("sqlalchemy", SHOP + "session.add(Item())\ntry:\n    session.commit()\nexcept Exception: pass", "session.scalars(select(Item)).all()", "rolled-back", "rolled back"),
    ("sqlalchemy", SHOP, "session.query(Item).filter_by(price=1).all()", "no-property", "`price`"),
    ("sqlalchemy", SHOP + "Base.metadata.drop_all(engine)", "session.scalars(select(Item)).all()", "database", "items"),
    ("sqlalchemy", APART, "configure_mappers()", "ambiguous-join", "columns"),
    ("django", "from django.contrib.auth.hashers import make_password", "make_password('x')", "settings-missing", "settings"),
    ("django", "from django.conf import settings\nsettings.configure()\nfrom django.apps import apps", "apps.get_models()", "apps-not-ready", "before"),
    ("django", SITE, "Pen.objects.filter(nmae='a')", "no-such-field", "`nmae`; it has `name`"),
    ("django", SITE, "Pen._meta.get_field('colour')", "no-such-field", "`colour`"),
    ("django", SITE, "Pen.objects.get(name='a')", "no-row", "`Pen`"),
    ("django", SITE + "for _ in 'ab': Pen.objects.create(name='a')", "Pen.objects.get(name='a')", "many-rows", "`Pen`"),
    ("django", SITE + "from django.urls import reverse", "reverse('home')", "no-route", "`home`"),
    ("django", SITE + "from django.template.loader import get_template", "get_template('a.html')", "no-template", "`a.html`"),
    ("pydantic", "from pydantic import BaseModel\nclass Pen(BaseModel):\n    name: str\n    price: float", "Pen(name='a', price='dear')", "refused-fields", "`price`"),
    ("pydantic", "from pydantic import BaseModel\nclass Pen(BaseModel):\n    name: str", "Pen()", "refused-fields", "`name`"),
]  # fmt: skip


@lru_cache
def installed(library: str) -> bool:
    """Whether the interpreter has a library."""
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({library!r}) is None)"
    return subprocess.run([PYTHON, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("library", "before", "failing", "code", "words"),
    SITUATIONS,
    ids=[f"{one[0]}-{one[3]}-{number}" for number, one in enumerate(SITUATIONS)],
)
def test_what_a_library_raises_is_explained(
    library: str, before: str, failing: str, code: str, words: str, tmp_path: Path
) -> None:
    if not installed(library):
        pytest.skip(f"{library} is not installed")
    program = tmp_path / "main.py"
    program.write_text(f"{before}\n{failing}\n", encoding="utf-8")

    done = subprocess.run(
        [PYTHON, "main.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    text = program.read_text(encoding="utf-8")
    subject = read(done.stderr).subject
    assert subject is not None, done.stderr[-600:]
    found = assemble(
        subject,
        lambda named: ("main.py", text) if named.endswith("main.py") else None,
        lambda _: None,
    )
    finding = finish(explain(found), found)

    assert finding.diagnostic.code == f"runtime/{code}", (done.stderr[-600:], finding.cause)
    assert words in finding.cause
