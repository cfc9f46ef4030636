"""The app, put together: the one file that knows every room."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from config import MEBIBYTE, Settings
from legalindia import background, cli
from legalindia.accounts import account_views
from legalindia.accounts import api as accounts_api
from legalindia.accounts import views as accounts_views
from legalindia.accounts.people import get_person
from legalindia.adapters.outfit import Outfit, choose, equip
from legalindia.admin import metrics as admin_metrics
from legalindia.admin import people as admin_people
from legalindia.admin import quarantine as admin_quarantine
from legalindia.admin import trail as admin_trail
from legalindia.admin import views as admin_views
from legalindia.audit.trail import watch_refusals
from legalindia.background import QueuePlace
from legalindia.clients import api as clients_api
from legalindia.clients import views as clients_views
from legalindia.clients.access import get_client, get_folder
from legalindia.database import db, engine_options, is_file
from legalindia.documents import api as documents_api
from legalindia.documents import beside_views, rendition_tasks, shelves, wall_api, wall_views
from legalindia.documents import tasks as documents_tasks
from legalindia.documents import views as documents_views
from legalindia.documents.access import open_paper
from legalindia.drafts import api as drafts_api
from legalindia.drafts import tasks as drafts_tasks
from legalindia.drafts import views as drafts_views
from legalindia.drafts.access import get_draft
from legalindia.extensions import csrf, htmx, jwt, login_manager, migrate
from legalindia.jobs import api as jobs_api
from legalindia.jobs.models import JobKind
from legalindia.jobs.tasks import assign
from legalindia.library import accession as library_accession
from legalindia.library import api as library_api
from legalindia.library import tasks as library_tasks
from legalindia.library import views as library_views
from legalindia.ops import health
from legalindia.ops.logs import write_json_lines
from legalindia.ops.watching import watch
from legalindia.research import api as research_api
from legalindia.research import tasks as research_tasks
from legalindia.research import views as research_views
from legalindia.search import api as search_api
from legalindia.search import law_api, law_views
from legalindia.search import views as search_views
from legalindia.today import views as today_views
from legalindia.web import reference
from legalindia.web.cookies import CookieSessions
from legalindia.web.doors import close_doors
from legalindia.web.errors import answer_errors
from legalindia.web.headers import protect_answers
from legalindia.web.hosts import answer_only_to
from legalindia.web.idempotency import answer_once
from legalindia.web.json_api import open_api
from legalindia.web.limits import keep_pace
from legalindia.web.patience import be_patient_for_so_long
from legalindia.web.turns import take_turns
from legalindia.web.wording import teach_templates

ROOT = Path(__file__).resolve().parent.parent

PAGES = (
    accounts_views,
    account_views,
    clients_views,
    shelves,
    wall_views,
    documents_views,
    beside_views,
    library_views,
    search_views,
    law_views,
    research_views,
    drafts_views,
    today_views,
    admin_views,
    admin_people,
    admin_metrics,
    admin_quarantine,
    admin_trail,
    health,
    reference,
)
CALLS = (
    accounts_api,
    clients_api,
    documents_api,
    wall_api,
    library_api,
    search_api,
    law_api,
    research_api,
    drafts_api,
    jobs_api,
)
MOST_BODY_BYTES = 4 * MEBIBYTE
# What says how the office is, and nothing of anybody's papers.
FOR_MACHINES = frozenset({"health.alive", "health.ready", "metrics.show"})

# What an address may name, and how it is loaded for whoever may see it now.
GUARDS = {
    "client_id": get_client,
    "folder_id": get_folder,
    "document_id": open_paper,
    "draft_id": get_draft,
    "user_id": get_person,
}


def create_app(settings: Settings, outfit: Outfit | None = None) -> Flask:
    """Make the office.

    :param outfit: the adapters, where they are not to be those that the settings ask for.
    """
    write_json_lines(settings.log_level)
    app = Flask("legalindia", root_path=str(ROOT), template_folder="templates", static_folder="static")
    _configure(app, settings)
    answer_only_to(app, settings.public_hosts, but=FOR_MACHINES)
    _extend(app, settings)
    equip(app, outfit or choose(settings))
    answer_errors(app)
    watch_refusals(app)
    be_patient_for_so_long(app)
    protect_answers(app, over_tls=settings.serve_over_tls)
    watch(app, settings)
    for room in PAGES:
        app.register_blueprint(room.bp)
    open_api(app, [room.bp for room in CALLS])
    teach_templates(app)
    admin_metrics.give_out(app, settings)
    cli.register(app)
    assign(JobKind.READING, documents_tasks.read_document, when_lost=documents_tasks.note_failure)
    assign(JobKind.PAGE, documents_tasks.read_page_again, when_lost=documents_tasks.note_page_failure)
    documents_tasks.when_read(library_accession.learn_from_text)
    assign(JobKind.IMPORT, library_tasks.import_files, when_lost=library_tasks.leave_import)
    assign(JobKind.INDEXING, documents_tasks.index_further, when_lost=documents_tasks.leave_findable)
    assign(JobKind.RESEARCH, research_tasks.answer_question, when_lost=research_tasks.leave_as_asked)
    assign(JobKind.CHECK, drafts_tasks.check_draft, when_lost=drafts_tasks.leave_as_drafted)
    close_doors(app, but=("static", "api-docs.openapi_json", *FOR_MACHINES))
    assign(JobKind.RENDITION, rendition_tasks.make, when_lost=rendition_tasks.note_failure)
    answer_once(app, guards=GUARDS)
    if is_file(settings.database_url):
        take_turns(app)
    keep_pace(app, storage_uri=settings.ratelimit_storage_uri, is_on=settings.ratelimit_enabled)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        # Of everything but files: those go past memory, and `uploads.receive` has their limit.
        MAX_CONTENT_LENGTH=MOST_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BODY_BYTES,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url, connections=settings.database_connections),
        # A browser takes a cookie of this prefix from this very host alone, and only over TLS.
        SESSION_COOKIE_NAME="__Host-legalindia" if settings.serve_over_tls else "legalindia",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.serve_over_tls,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        # A session ends so many hours after the sign-in, used or not: there is nothing to tell the browser again.
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        JWT_SECRET_KEY=settings.secret_key,
        JWT_ALGORITHM="HS256",
        # The clocks of two servers of one office are never quite the same.
        JWT_DECODE_LEEWAY=5,
        JWT_TOKEN_LOCATION=["headers"],
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=settings.access_token_minutes),
        JWT_REFRESH_TOKEN_EXPIRES=timedelta(days=settings.refresh_token_days),
    )
    app.session_interface = CookieSessions(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _extend(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    login_manager.init_app(app)
    # htmx-flask puts its request class in place of Flask's, so it comes before whatever looks at requests.
    htmx.init_app(app)
    csrf.init_app(app)
    jwt.init_app(app)
    place = QueuePlace(settings.queue_url, settings.data_dir / "queue.sqlite3", settings.secret_key)
    background.huey.connect(app, place)
