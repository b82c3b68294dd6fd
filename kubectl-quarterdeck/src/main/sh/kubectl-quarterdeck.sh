#!/bin/sh
# kubectl quarterdeck: on the PATH it is a plugin of kubectl. A jar follows this script; it needs Java 25.
is_java_25() { [ -x "$1" ] && case $("$1" -version 2>&1) in *'version "25'*) true ;; *) false ;; esac; }
for java in "${JAVA_HOME:-/nowhere}/bin/java" /usr/lib/jvm/*25*/bin/java "$(command -v java)"; do
  if is_java_25 "$java"; then
    exec "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Dslf4j.internal.verbosity=ERROR --sun-misc-unsafe-memory-access=allow -jar "$0" "$@"
  fi
done
echo "kubectl-quarterdeck: no Java 25: set JAVA_HOME to one" >&2
exit 1
