// swift-tools-version: 6.2

import PackageDescription

/// A package of its own, so that nobody who uses the library has to fetch what measures it. The names keep the
/// dependency independent of the name of the folder in which the repository was checked out.
let package = Package(
    name: "scattershot-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "scattershot", path: ".."),
        // Without its traits: counting allocations would put a library of its own under every `malloc`.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "EngineBenchmarks",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "Scattershot", package: "scattershot"),
                .product(name: "ScattershotEngine", package: "scattershot"),
                "Contestants",
            ],
            // The plug-in looks for targets whose parent folder is called Benchmarks; this folder is.
            path: "EngineBenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
        // What perf/peers and perf/engine measure. Not directly in this folder, or the plug-in would take it for benchmarks.
        .target(
            name: "Contestants",
            dependencies: [.product(name: "ScattershotEngine", package: "scattershot")],
            path: "SideBySide/Contestants"
        ),
        // The engine's side of perf/peers.
        .executableTarget(
            name: "PeerMeasurements", dependencies: ["Contestants"], path: "SideBySide/PeerMeasurements"),
        // The table of perf/engine.
        .executableTarget(
            name: "EngineTable",
            dependencies: [
                "Contestants", .product(name: "ScattershotEngine", package: "scattershot"),
            ],
            path: "SideBySide/EngineTable"
        ),
    ],
    swiftLanguageModes: [.v6]
)
