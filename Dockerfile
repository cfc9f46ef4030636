# The office in a container: the same image serves pages and does the work; docker-compose.yml starts one of each.

# What is only needed to install stays in this stage.
FROM python:3.12-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends make npm && rm -rf /var/lib/apt/lists/*
WORKDIR /office
COPY requirements.txt package.json package-lock.json Makefile ./
RUN make install && find .venv -name __pycache__ -type d -prune -exec rm -rf {} +

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --create-home office && install -d -o office -g office /data
WORKDIR /office
COPY --from=build /office/.venv .venv
COPY . .
COPY --from=build /office/static/vendor static/vendor
ENV PATH=/office/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    LEGALINDIA_DATA_DIR=/data \
    LEGALINDIA_DEMO=0 \
    BIND_ADDRESS=0.0.0.0
USER office
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["gunicorn", "wsgi:app"]
