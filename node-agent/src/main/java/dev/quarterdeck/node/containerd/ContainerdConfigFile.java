package dev.quarterdeck.node.containerd;

/** Writes containerd's {@code config.toml} (version 2, containerd 1.5 to 1.7 and, migrated by itself, 2.x). Pure. */
public final class ContainerdConfigFile {

    private ContainerdConfigFile() {}

    /**
     * @param snapshotter {@code overlayfs}, or {@code native} where the directory's file system cannot carry overlays
     * @param mayLowerOomScore whether this host lets us protect processes from the OOM killer (CAP_SYS_RESOURCE); else containers keep the score of
     *     containerd
     */
    public static String render(ContainerdSettings settings, String snapshotter, boolean mayLowerOomScore) {
        return """
                version = 2
                root = "%s"
                state = "%s"
                oom_score = %d
                disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs"]

                [grpc]
                  address = "%s"

                [ttrpc]
                  address = "%s.ttrpc"

                [debug]
                  level = "info"

                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%s"
                  stream_server_address = "127.0.0.1"
                  stream_server_port = "0"
                  max_container_log_line_size = 16384
                  disable_apparmor = true
                  restrict_oom_score_adj = %s
                  disable_hugetlb_controller = true
                  tolerate_missing_hugetlb_controller = true

                  [plugins."io.containerd.grpc.v1.cri".containerd]
                    snapshotter = "%s"
                    default_runtime_name = "runc"

                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                      runtime_type = "io.containerd.runc.v2"

                      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                        SystemdCgroup = false

                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "%s"
                    conf_dir = "%s"
                    max_conf_num = 1

                  [plugins."io.containerd.grpc.v1.cri".registry]
                    config_path = "%s"
                """.formatted(
                        settings.root(),
                        settings.state(),
                        mayLowerOomScore ? -999 : 0,
                        settings.socket(),
                        settings.socket(),
                        settings.sandboxImage(),
                        !mayLowerOomScore,
                        snapshotter,
                        settings.cniBinDirectory(),
                        settings.cniConfDirectory(),
                        settings.directory().resolve("certs.d"));
    }
}
