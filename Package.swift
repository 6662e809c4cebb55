// swift-tools-version: 6.2

import PackageDescription

/// The floors of the house, lowest first. A target may depend on floors below it, never on one above.
let package = Package(
    name: "scattershot",
    products: [
        .library(name: "Scattershot", targets: ["Scattershot"]),
        .library(
            name: "ScattershotEngine",
            targets: [
                "Platform", "Probes", "NoiseSampling", "CuckooTable", "WorkPool", "DigitKeys", "KeyLayers",
                "TokenPipeline",
            ]
        ),
        .executable(name: "scattershot", targets: ["ScattershotCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/ordo-one/TextTable", from: "0.0.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.1.0"),
    ],
    targets: [
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CNuma", pkgConfig: "numa", providers: [.apt(["libnuma-dev"])]),
        .target(name: "CKernels"),
        .target(name: "Platform", dependencies: ["CKernels", "CNuma", "COpenBLAS"]),
        .target(name: "Probes", dependencies: ["Platform"]),
        .target(name: "NoiseSampling", dependencies: ["CKernels", "Platform"]),
        .target(name: "CuckooTable", dependencies: ["Platform"]),
        .target(name: "WorkPool", dependencies: ["Platform"]),
        .target(name: "DigitKeys", dependencies: ["CKernels", "NoiseSampling", "CuckooTable"]),
        .target(name: "KeyLayers", dependencies: ["CKernels", "DigitKeys"]),
        .target(name: "TokenPipeline", dependencies: ["KeyLayers", "Probes"]),
        .target(name: "Scattershot", dependencies: ["TokenPipeline", "WorkPool"]),
        .target(
            name: "Profiling",
            dependencies: [
                "Scattershot",
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "TextTable", package: "TextTable"),
            ]
        ),
        .executableTarget(
            name: "ScattershotCLI",
            dependencies: [
                "Profiling",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "TextTable", package: "TextTable"),
            ]
        ),
    ]
        + [
            "Platform", "Probes", "NoiseSampling", "CuckooTable", "WorkPool", "DigitKeys", "KeyLayers",
            "TokenPipeline", "Scattershot", "Profiling",
        ].map { module in
            .testTarget(name: module + "Tests", dependencies: [.target(name: module), "TestSupport"])
        } + [
            .target(name: "TestSupport", path: "Tests/TestSupport"),
            .testTarget(
                name: "ScattershotCLITests",
                dependencies: ["Platform", "Scattershot", "ScattershotCLI", "TestSupport"]),
        ],
    swiftLanguageModes: [.v6]
)
