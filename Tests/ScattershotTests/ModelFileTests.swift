import Platform
import Scattershot
import TestSupport
import Testing

@Suite struct ModelFileTests {
    @Test(arguments: SampleModel.allCases) func comesBackAsItWas(sample: SampleModel) throws {
        let scratch = try ScratchDirectory()
        let model = try sample.model
        try model.write(to: scratch.file("first"))
        for isMapped in [true, false] {
            let loaded = try Model(contentsOf: scratch.file("first"), isMapped: isMapped)
            #expect(loaded.format == model.format)
            #expect(loaded.provenance == model.provenance)
            #expect(loaded.layers == model.layers)
            #expect(ModelAnswers.of(loaded) == ModelAnswers.of(model))
            try loaded.write(to: scratch.file("second"))
            #expect(try scratch.get("second") == scratch.get("first"))
        }
        #expect(try scratch.names() == ["first", "second"])
    }

    @Test func sectionsFillTheFile() throws {
        let scratch = try ScratchDirectory()
        try SampleModels.chunks.get().write(to: scratch.file("model"))
        let file = try scratch.get("model")
        let sections = try Model.sections(ofFile: scratch.file("model"))
        let container = try #require(ModelContainer(file))
        #expect(sections.map(\.name) == container.sections.map(\.name))
        #expect(sections.map(\.bytes) == container.sections.map(\.bytes.count))
        #expect(container.sealed() == file, "the file has the documented layout")
        #expect(sections.reduce(64 + 64 * sections.count) { $0 + $1.bytes } <= file.count)
    }

    private func problem(_ file: [UInt8]) throws -> String {
        let scratch = try ScratchDirectory()
        let path = try scratch.put("model", file)
        for isMapped in [true, false] {
            let error = #expect(throws: ModelFileError.self) {
                try Model(contentsOf: path, isMapped: isMapped)
            }
            #expect(error?.path == path)
            #expect(error.map { !$0.description.contains("\n") } == true)
            if let error, !isMapped { return error.problem }
        }
        return ""
    }

    @Test func foreignFilesAreRefused() throws {
        let foreign = "not a Scattershot model; give a file that 'scattershot train' wrote"
        #expect(try problem([]) == foreign)
        #expect(try problem(Array("SCATRSHT".utf8)) == foreign)
        #expect(try problem(Array(repeating: 0, count: 1000)) == foreign)
        #expect(
            try problem(
                Array("#!/bin/sh\necho this is not a model at all, but long enough to be one\n".utf8))
                == foreign)
    }

    @Test func otherVersionsAreRefused() throws {
        let scratch = try ScratchDirectory()
        try SampleModels.words.get().write(to: scratch.file("model"))
        var container = try #require(ModelContainer(scratch.get("model")))
        container.version = 3
        #expect(
            try problem(container.sealed())
                == "format version 3, but this program reads version 2; install a newer Scattershot")
        container.version = 0
        #expect(
            try problem(container.sealed())
                == "format version 0, but this program reads version 2; train the model again")
        container.version = 2
        container.byteOrder = 0x0403_0201
        #expect(
            try problem(container.sealed()) == "the header is damaged; copy or train the model again")
    }

    @Test func wrongContainersAreRefused() throws {
        let scratch = try ScratchDirectory()
        try SampleModels.words.get().write(to: scratch.file("model"))
        let file = try scratch.get("model")
        #expect(try problem(file + [0]).contains("bytes where the header says"))
        #expect(try problem(Array(file.dropLast())).contains("the file is truncated or damaged"))
        let container = try #require(ModelContainer(file))
        var twice = container
        twice.sections.append(container.sections[0])
        #expect(try problem(twice.sealed()).contains("stands there twice"))
        for index in container.sections.indices {
            var missing = container
            let section = missing.sections.remove(at: index)
            // Without a description the file is one of another kind.
            let told =
                section.name == "model" ? "give a file that" : "the section '\(section.name)' is missing"
            #expect(try problem(missing.sealed()).contains(told))
        }
    }

    @Test func pathsThatCannotBeReadAreNamed() throws {
        let scratch = try ScratchDirectory()
        let missing = #expect(throws: SystemError.self) { try Model(contentsOf: scratch.file("none")) }
        #expect(
            missing?.description == "cannot open '\(scratch.file("none"))': No such file or directory")
        let directory = #expect(throws: SystemError.self) { try Model(contentsOf: scratch.path) }
        #expect(directory?.description == "cannot read '\(scratch.path)': Is a directory")
    }

    @Test func pathsThatCannotBeWrittenAreNamed() throws {
        let scratch = try ScratchDirectory()
        let model = try SampleModels.words.get()
        for path in [scratch.file("none/model"), "/proc/scattershot.model", scratch.path] {
            let error = #expect(throws: SystemError.self) { try model.write(to: path) }
            #expect(error?.description.hasPrefix("cannot write to '\(path)': ") == true)
        }
        #expect(try scratch.names() == [])
    }

    @Test func aModelIsReplacedWhileItIsInUse() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.file("model")
        try SampleModels.spacing.get().write(to: path)
        let loaded = try Model(contentsOf: path)
        try SampleModels.words.get().write(to: path)
        #expect(ModelAnswers.of(loaded) == ModelAnswers.of(try SampleModels.spacing.get()))
        #expect(try Model(contentsOf: path).format == .pairs(.words))
    }
}
