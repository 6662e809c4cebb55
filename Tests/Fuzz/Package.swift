// swift-tools-version: 6.2

import PackageDescription

/// A package of its own, so that nobody who uses the library builds what attacks it. `perf/fuzz` builds and runs it.
let package = Package(
    name: "scattershot-fuzz",
    dependencies: [.package(name: "scattershot", path: "../..")],
    targets: [
        .systemLibrary(name: "CLibFuzzer"),
        .executableTarget(
            name: "FuzzTargets",
            dependencies: [
                "CLibFuzzer",
                .product(name: "Scattershot", package: "scattershot"),
                .product(name: "ScattershotEngine", package: "scattershot"),
            ],
            // The main function is the fuzzer's.
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]
        ),
    ],
    swiftLanguageModes: [.v6]
)
