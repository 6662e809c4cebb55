import Platform
import Testing

@Suite struct ControlGroupTests {
    @Test(arguments: [
        ("150000 100000\n", 1.5), ("50000 100000", 0.5), ("200000", 2), ("1 1000000", 0.000001),
        ("  400000\t100000 ", 4),
    ])
    func version2Quota(text: String, processors: Double) {
        #expect(ControlGroup.processors(cpuMax: text) == processors)
    }

    @Test(arguments: [
        "max 100000\n", "max", "", "\n", "100000 0", "-1 100000", "0 100000", "100000 -5", "100000 100000 7",
        "a b",
        "99999999999999999999 100000", "1.5 1",
    ])
    func version2NoQuota(text: String) {
        #expect(ControlGroup.processors(cpuMax: text) == nil)
    }

    @Test func version1Quota() {
        #expect(ControlGroup.processors(quota: "250000\n", period: "100000\n") == 2.5)
        #expect(ControlGroup.processors(quota: "-1\n", period: "100000\n") == nil)
        #expect(ControlGroup.processors(quota: "", period: "100000\n") == nil)
        #expect(ControlGroup.processors(quota: "100000", period: "0") == nil)
    }

    @Test func pathsOfVersion2() {
        let paths = ControlGroup.paths(procCgroup: "0::/user.slice/user-1000.slice/app:with:colons\n")
        #expect(paths.version2 == "/user.slice/user-1000.slice/app:with:colons")
        #expect(paths.version1 == nil)
    }

    @Test func pathsOfVersion1AndBoth() {
        let text = """
            9:name=systemd:/
            4:memory:/jobs/7
            3:cpuset:/
            2:cpu,cpuacct:/docker/ab12
            0::/init.scope
            """
        let paths = ControlGroup.paths(procCgroup: text)
        #expect(paths.version2 == "/init.scope")
        #expect(paths.version1 == "/docker/ab12")
        #expect(ControlGroup.paths(procCgroup: "1:cpuacct,cpu:/x\n").version1 == "/x")
        #expect(ControlGroup.paths(procCgroup: "1:cpuset:/x\n").version1 == nil)
    }

    @Test(arguments: ["", "\n\n", "0", "0:", "0::", "0::relative", ":::::", "1:cpu"])
    func damagedTextGivesNoPath(text: String) {
        let paths = ControlGroup.paths(procCgroup: text)
        #expect(paths.version2 == nil)
        #expect(paths.version1 == nil)
    }

    @Test func ancestorsReachTheRoot() {
        #expect(ControlGroup.ancestors(ofPath: "/a/b") == ["/a/b", "/a", ""])
        #expect(ControlGroup.ancestors(ofPath: "/") == [""])
        #expect(ControlGroup.ancestors(ofPath: "/a//b/") == ["/a/b", "/a", ""])
        #expect(ControlGroup.ancestors(ofPath: "/../../elsewhere") == [""])
    }
}
