# A bare Debian in a directory, for `run` and `machine` beside this. Mirror, package sources, certificates and pip's
# settings are this machine's. Sourced; `tree` and `place` say where the Debian and in it the checkout is.

here=$(readlink -f -- "$(dirname -- "$0")/../..")
sources=$(grep -lE '^(URIs:|deb )' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1)
mirror=$(sed -nE 's/^(URIs:|deb( \[.*\])?) *([^ ]+).*/\3/p' "$sources" | head -n 1)

# make_debian [PACKAGES]: a minimal one, where there is none yet. PACKAGES: more than that, with commas between them.
make_debian() {
    [ -e "$tree/etc/debian_version" ] && return
    debootstrap --variant=minbase ${1:+--include="$1"} bookworm "$tree" "$mirror" >"$tree.log" ||
        { tail "$tree.log" >&2; exit 1; }
}

copy_settings() {
    rm -f -- "$tree/etc/apt/sources.list"
    mkdir -p -- "$tree/usr/local/share/ca-certificates" "$tree/root/.config/pip"
    cp -- "$sources" "$tree$sources"
    cp -- /etc/resolv.conf "$tree/etc/resolv.conf"
    grep -lE '^Acquire::' /etc/apt/apt.conf.d/* | while read -r file; do cp -- "$file" "$tree$file"; done
    find /usr/local/share/ca-certificates -name '*.crt' -exec cp -t "$tree/usr/local/share/ca-certificates" {} +
    for file in /etc/pip.conf /root/.config/pip/pip.conf /root/.pip/pip.conf; do
        if [ -e "$file" ]; then mkdir -p -- "$tree${file%/*}" && cp -- "$file" "$tree$file"; fi
    done
}

copy_checkout() {
    rm -rf -- "${tree:?}$place"
    mkdir -p -- "$tree$place"
    git -C "$here" ls-files -z | tar -C "$here" --null -T - -c | tar -C "$tree$place" -x
}
