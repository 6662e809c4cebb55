// swift-tools-version: 6.2

import Foundation
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
                "TokenPipeline", "GraphPipeline",
            ]
        ),
        .library(name: "ScattershotMetrics", targets: ["ScattershotMetrics"]),
        .library(name: "ScattershotTracing", targets: ["ScattershotTracing"]),
        .executable(name: "scattershot", targets: ["ScattershotCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/ordo-one/TextTable", from: "0.0.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.1.0"),
        // Built only for the products ScattershotMetrics and ScattershotTracing, and for tests.
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.3.0"),
    ],
    targets: [
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CNuma", pkgConfig: "numa", providers: [.apt(["libnuma-dev"])]),
        .target(name: "CKernels"),
        .target(name: "CAllocationCount"),
        .target(name: "Platform", dependencies: ["CKernels", "CNuma", "COpenBLAS"]),
        .target(name: "Probes", dependencies: ["Platform"]),
        .target(name: "NoiseSampling", dependencies: ["CKernels", "Platform"]),
        .target(name: "CuckooTable", dependencies: ["Platform"]),
        .target(name: "WorkPool", dependencies: ["Platform"]),
        .target(name: "DigitKeys", dependencies: ["CKernels", "NoiseSampling", "CuckooTable"]),
        .target(name: "KeyLayers", dependencies: ["CKernels", "DigitKeys"]),
        .target(name: "TokenPipeline", dependencies: ["KeyLayers", "Probes", "WorkPool"]),
        .target(name: "GraphPipeline", dependencies: ["TokenPipeline"]),
        .target(name: "Scattershot", dependencies: ["GraphPipeline"]),
        .target(
            name: "Profiling",
            dependencies: [
                "Scattershot",
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "TextTable", package: "TextTable"),
            ]
        ),
        .target(
            name: "ScattershotMetrics",
            dependencies: ["Probes", .product(name: "CoreMetrics", package: "swift-metrics")]
        ),
        .target(
            name: "ScattershotTracing",
            dependencies: ["Probes", .product(name: "Tracing", package: "swift-distributed-tracing")]
        ),
        .executableTarget(
            name: "ScattershotCLI",
            dependencies: [
                "CAllocationCount", "Profiling",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "TextTable", package: "TextTable"),
            ]
        ),
    ]
        + [
            "Platform", "Probes", "NoiseSampling", "CuckooTable", "WorkPool", "DigitKeys", "KeyLayers",
            "TokenPipeline", "GraphPipeline", "Scattershot", "Profiling",
        ].map { module in
            .testTarget(name: module + "Tests", dependencies: [.target(name: module), "TestSupport"])
        } + [
            .target(name: "TestSupport", path: "Tests/TestSupport"),
            .testTarget(
                name: "HookTests",
                dependencies: [
                    "Probes", "Scattershot", "ScattershotMetrics", "ScattershotTracing", "WorkPool",
                    .product(name: "MetricsTestKit", package: "swift-metrics"),
                    .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                ]),
            .testTarget(
                name: "ScattershotCLITests",
                dependencies: [
                    "CAllocationCount", "Platform", "Scattershot", "ScattershotCLI", "TestSupport",
                ]),
        ],
    swiftLanguageModes: [.v6]
)

// Some suites alone, named with spaces between, and what they stand on: the sanitizers' builds need no more. A suite is a test
// target or a file of one.
if let suites = Context.environment["SCATTERSHOT_TESTS_OF"]?.split(separator: " ").map(String.init) {
    var kept: Set<String> = []
    for target in package.targets where target.type == .test {
        let folder = "\(Context.packageDirectory)/Tests/\(target.name)"
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        let others = files.filter { file in
            file.hasSuffix("Tests.swift") && !suites.contains { "/\(file)".hasSuffix("/\($0).swift") }
        }
        if suites.contains(target.name) {
            kept.insert(target.name)
        } else if others.count < files.count(where: { $0.hasSuffix("Tests.swift") }) {
            kept.insert(target.name)
            target.exclude = others
        }
    }
    var isGrowing = true
    while isGrowing {
        let count = kept.count
        for dependency in package.targets.filter({ kept.contains($0.name) }).flatMap(\.dependencies) {
            switch dependency {
            case .targetItem(let name, _), .byNameItem(let name, _): kept.insert(name)
            default: break
            }
        }
        isGrowing = kept.count > count
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products = []
}

// What attacks the library is built by `perf/fuzz` alone.
if Context.environment["SCATTERSHOT_FUZZ"] == "1" {
    package.targets += [
        .systemLibrary(name: "CLibFuzzer", path: "Tests/CLibFuzzer"),
        .executableTarget(
            name: "FuzzTargets",
            dependencies: ["CLibFuzzer", "Scattershot"],
            path: "Tests/FuzzTargets",
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]
        ),
    ]
}

// Only `make docs` needs it; other builds do not fetch it.
if Context.environment["SCATTERSHOT_DOCS"] == "1" {
    package.dependencies.append(
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}
