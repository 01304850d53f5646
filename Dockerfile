# The image of docker-compose.yml: the locked dependencies, the project, an unprivileged user.
FROM python:3.13-slim
WORKDIR /opt/arauto
COPY requirements.lock pyproject.toml README.md ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY schemas schemas
COPY monitor_config monitor_config
COPY spiders spiders
COPY capture capture
COPY matcher matcher
COPY delivery delivery
COPY runtime runtime
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --create-home arauto \
    && install -d -o arauto /var/lib/arauto
USER arauto
ENTRYPOINT ["arauto"]
