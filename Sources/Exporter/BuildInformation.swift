// What this program is: its name and version, which live here and nowhere else, and what the builder stamped on it.

internal import CStamp
internal import Linux

/// Facts about the build.
package enum BuildInformation {
    package static let name = "nsexporter"
    package static let version = "0.1.0"

    package static var revision: String { unsafe String(cString: stamp_revision) }
    static var branch: String { unsafe String(cString: stamp_branch) }
    static var buildUser: String { unsafe String(cString: stamp_build_user) }
    static var buildDate: String { unsafe String(cString: stamp_build_date) }

    /// The compiler's release, as far as conditional compilation tells it.
    package static var swiftVersion: String {
        #if compiler(>=6.4)
            "6.4 or later"
        #else
            "6.3"
        #endif
    }

    /// The five lines of `--version`, as Prometheus' own programs print them.
    package static var text: String {
        """
        \(name), version \(version) (branch: \(branch), revision: \(revision))
          build user:       \(buildUser)
          build date:       \(buildDate)
          swift version:    \(swiftVersion)
          platform:         \(Host.platform)
        """
    }
}
