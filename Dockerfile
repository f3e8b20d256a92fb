FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-wqy-microhei \
        fonts-arphic-ukai fonts-hanazono fonts-noto-core \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 baton \
    && useradd --uid 10001 --gid baton --home-dir /var/lib/baton --create-home --shell /usr/sbin/nologin baton

WORKDIR /opt/baton
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt

COPY . .
RUN python -m revitalization.kit.catalogues && python -m compileall -q .

USER 10001:10001
ENV BATON_MODE=production BATON_DATA_DIR=/var/lib/baton
VOLUME /var/lib/baton
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "revitalization.wsgi:application", "--bind", "0.0.0.0:8000", \
     "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/tmp", "--no-control-socket"]
