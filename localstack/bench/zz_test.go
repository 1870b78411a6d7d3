package main
import ("testing";"os")
func TestZZ(t *testing.T){ os.Chdir("../.."); r:=&report{}; if err:=build(t.Context());err!=nil{t.Fatal(err)}; if err:=months(t.Context(),r);err!=nil{t.Fatal(err)}; r.print(os.Stdout)}
