// Made by build-picture.mjs from src/picture/page; not to be edited.
export const pageScript = `(()=>{function vt(){let n=getComputedStyle(document.documentElement),t=o=>n.getPropertyValue(\`--\${o}\`).trim(),e=(o,r)=>Array.from({length:r},(i,s)=>t(\`\${o}-\${s+1}\`));
return{ink:t("ink"),ink2:t("ink-2"),ink3:t("ink-3"),surface:t("surface"),line:t("line"),lineSoft:t("line-soft"),dim:t("dim"),alarm:t("alarm"),accent:t("accent"),
path:t("path"),outcomes:[e("ok",2),e("fail",2),e("info",2)],faults:{partition:t("fault-partition"),kill:t("fault-kill"),pause:t("fault-pause"),clock:t("fault-cl\\
ock"),other:t("fault-other")},leaders:e("term",6),font:t("font")}}function Lt(n){matchMedia("(prefers-color-scheme: dark)").addEventListener("change",n);let t=e=>()=>{
document.documentElement.toggleAttribute("data-print",e),n()};window.addEventListener("beforeprint",t(!0)),window.addEventListener("afterprint",t(!1))}function Ct(n){
return/partition|isolate|one-way|ring|halves|bridge|cut/i.test(n)?"partition":/kill|crash|restart/i.test(n)?"kill":/pause|stop|freeze/i.test(n)?"pause":/clock|skew|drift|strobe/i.
test(n)?"clock":"other"}function b(n,t){let e=Math.round(t*255).toString(16).padStart(2,"0");return\`\${n}\${e}\`}function Ht(n){let t=o=>(parseInt(n.slice(o,o+2),16)/
255)**2.2;return .2126*t(1)+.7152*t(3)+.0722*t(5)>.33?"#0f1a24":"#ffffff"}function Dt(n,t){let e=new Map;return n.toSorted((o,r)=>o.from-r.from).map(o=>{let r=e.get(o.label)??e.size;o.kind==="leader"&&e.set(o.label,r);let i=o.to===null?
t.end:t.ofPoint(o.to);return{data:o,from:t.ofPoint(o.from),to:i,number:r}})}function It(n){let t=new Map;for(let e of n){if(e.data.process!==null)continue;let o=t.
get(e.data.lane)??[];t.set(e.data.lane,o);let r=o.find(i=>Ee(i.at(-1).data,e.data));r===void 0?o.push([e]):r.push(e)}return[...t].map(([e,o])=>({label:e,rows:o}))}
function Ee(n,t){let e=n.to??1/0;return e<t.from||e===t.from&&n.from<e}function C(n,{data:{kind:t,label:e,detail:o},number:r}){return t==="fault"?n.faults[Ct(\`\${e}\\
 \${o}\`)]:t==="leader"?n.leaders[r%n.leaders.length]:n.ink3}function $(n,t,e){let o=0,r=n;for(;o<r;){let i=o+r>>>1;e(i)<t?o=i+1:r=i}return o}var X=class{scale;end;closest;#e;#t;constructor(t,e,o){let{times:r}=t.data;if(this.#e=t,this.scale=r===null?"order":e,r!==null&&e==="time"){let s=r[0]??0;this.#t=
Float64Array.from(r,a=>a-Math.min(0,s)),this.closest=.005}else this.#t=Le(t,o),this.closest=4;let i=this.#t.at(-1)??0;this.end=i+Math.max(this.closest/2,i*.004)}begin(t){
return this.#t[this.#e.call[t]]}finish(t){return this.ofRank(this.#e.return[t])}ofRank(t){return this.#t[t]??this.end}ofPoint(t){let{points:e}=this.#e,o=$(e.length,
t,i=>e[i]);if(o===e.length)return this.end;if(e[o]===t||o===0)return this.#t[o];let r=(t-e[o-1])/(e[o]-e[o-1]);return this.#t[o-1]+(this.#t[o]-this.#t[o-1])*r}rankAt(t){
return $(this.#t.length,t,e=>this.#t[e])}};function Le({points:n,call:t,return:e,count:o},r){let i=new Uint8Array(n.length).fill(r===void 0?1:0);if(r!==void 0)for(let a=0;a<
o;a++)r[a]!==0&&(i[t[a]]=1,e[a]<n.length&&(i[e[a]]=1));let s=0;return Float64Array.from(i,a=>s+=a)}var H=["ok","fail","info"];var B={partition:void 0,process:void 0,types:new Set,outcomes:new Set,search:"",alone:!1};function Mt(n,t){let{operations:e,partitions:o}=n.data,r=e.types.map(({
name:f})=>t.types.size===0||t.types.has(f)),i=H.map(f=>t.outcomes.size===0||t.outcomes.has(f)),s=t.search.trim().toLowerCase(),a=e.texts.map(f=>s===""||Ce(f,s)),
l=o.map(({key:f})=>s!==""&&f?.toLowerCase()===s),c=new Uint8Array(n.count),d=0;for(let f=0;f<n.count;f++)t.partition!==void 0&&n.partition[f]!==t.partition||t.process!==
void 0&&n.process[f]!==t.process||!r[n.type[f]]||!i[n.outcome[f]]||!a[e.text[f]]&&l[n.partition[f]]!==!0||(c[f]=1,d+=1);return{mask:c,matches:d}}function Ce(n,t){
let e=n.toLowerCase();if(!/^-?\\d+$/.test(t))return e.includes(t);for(let o=e.indexOf(t);o>=0;o=e.indexOf(t,o+1))if(!/[\\d.]$/.test(e.slice(0,o))&&!/^\\d/.test(e.slice(
o+t.length)))return!0;return!1}function Bt(n,t){let{length:e}=n,o=new Float64Array(e),r=new Float64Array(e);for(let s=0,a=-1/0;s<e;s++)o[s]=a=Math.max(a,n[s]);for(let s=e-1,a=1/0;s>=0;s--)r[s]=
a=Math.min(a,t[s]);let i=new Float64Array(e);for(let s=0,a=0;s<e;s=a){for(;a<e&&o[a]===o[s];)a+=1;let l=o[s],c=Math.max(l,Math.min(r[s],o[a]??1/0));for(let d=s;d<
a;d++)i[d]=l+(c-l)*(d-s+1)/(a-s+1)}return i}var Z=0,Q=1,O=2;function zt(n){let t=n.operations,{count:e}=t,o=new Set(t.call);for(let c of t.return)c!==null&&o.add(c);let r=Float64Array.from(o).sort(),i=new Map;
r.forEach((c,d)=>i.set(c,d));let s=new Uint8Array(e),a=new Uint8Array(e);for(let{orders:c}of n.partitions){for(let d of c[0]?.operations??[])s[d]=1;for(let d of c[0]?.
blocked??[])a[d]=1}let l=Int32Array.from(t.call,c=>i.get(c));return{data:n,count:e,points:r,call:l,return:Int32Array.from(t.return,c=>c===null?r.length:i.get(c)),
process:Int32Array.from(t.process),type:Int32Array.from(t.type),partition:Int32Array.from(t.partition),outcome:Uint8Array.from(t.outcome),placed:s,blocked:a,violations:He(
n)}}function He({partitions:n,operations:t}){let e=o=>{let{culprit:r}=n[o].violation;return t.return[r]??1/0};return[...n.keys()].filter(o=>n[o].violation!==null).
sort((o,r)=>e(o)-e(r))}function _(n,t){return H[n.outcome[t]]}function E({data:{operations:n}},t){return n.texts[n.text[t]]}function tt({data:{partitions:n},partition:t},e){
return n[t[e]]?.key??null}function et({data:{partitions:n},partition:t},e){for(let o of n[t[e]]?.orders??[]){let r=o.operations.indexOf(e);if(r>=0)return{order:o,
position:r}}}function Vt(n,t){let e=new Map;for(let o=0;o<n.count;o++){if(t?.[o]===0)continue;let r=n.process[o],i=e.get(r);i===void 0?e.set(r,[o]):i.push(o)}return[...e].sort(
([o],[r])=>o-r).flatMap(([o,r])=>De(n,r).map((i,s)=>Ie(n,o,i,s)))}function De(n,t){let e=[],o=[];for(let r of t){let i=o.findIndex(s=>s<=n.call[r]);i<0&&(i=e.push(
[])-1),e[i].push(r),o[i]=n.outcome[r]===O?n.call[r]:n.return[r]}return e}function Ie(n,t,e,o){let r=new Int32Array(e.length),i=-1;return e.forEach((s,a)=>{let l=e[a+
1],c=l===void 0?1/0:n.call[l];i=Math.max(i,Math.min(n.return[s],c)),r[a]=i}),{label:o===0?String(t):"",process:t,operations:Int32Array.from(e),reach:r}}function Y({
reach:n},t,e){return $(n.length,e,o=>t.ofRank(n[o]))}function z({operations:n},t,e,o){let r=n[o],i=n[o+1],s=e.finish(r);return i===void 0||t.outcome[r]!==O?s:Math.
min(s,e.begin(i))}var nt=class{from=0;to=1;whole={from:0,to:1};closest=0;#e=new Set;get span(){return this.to-this.from}get isWhole(){return this.from<=this.whole.from&&this.to>=
this.whole.to}onChange(t){this.#e.add(t)}reset(t,e,o){this.whole=t,this.closest=Math.min(e,t.to-t.from),this.from=NaN,this.show(o)}show(t){let{from:e,to:o}=this.
fit(t);if(!(e===this.from&&o===this.to)){this.from=e,this.to=o;for(let r of this.#e)r()}}zoomed(t,e=(this.from+this.to)/2){let o=Math.min(Math.max(this.span*t,this.
closest),this.whole.to-this.whole.from),r=e-(e-this.from)/this.span*o;return{from:r,to:r+o}}panned(t){let e=this.span*t;return{from:this.from+e,to:this.to+e}}fit(t){
let{whole:e}=this,o=Math.max(t.to-t.from,this.closest);if(o>=e.to-e.from)return e;let r=(t.from+t.to)/2,i=Math.min(Math.max(r-o/2,e.from),e.to-o);return{from:i,
to:i+o}}},Be=220,kt=new WeakMap;function Nt(n,t){let e=n.fit(t);if(matchMedia("(prefers-reduced-motion: reduce)").matches){n.show(e);return}let o={from:n.from,to:n.
to},r=performance.now(),i=W(n),s=a=>{if(kt.get(n)!==i)return;let l=Math.min(1,Math.max(0,(a-r)/Be));n.show(l===1?e:ze(o,e,1-(1-l)**3)),l<1&&requestAnimationFrame(
s)};requestAnimationFrame(s)}function W(n){let t=(kt.get(n)??0)+1;return kt.set(n,t),t}function ze(n,t,e){let[o,r]=[n.to-n.from,t.to-t.from],i=o*(r/o)**e,s=o===
r?e:(i-o)/(r-o),a=n.from+(t.from-n.from)*s;return{from:a,to:a+i}}var ot=class{model;view=new nt;theme=vt();filter=B;selection;axis;rows;annotations;lanes;#e;#t=new Map;#o;#s;#r={theme:new Set,filter:new Set};constructor(t){this.
model=t,this.selection=Mt(t,B),this.axis=new X(t,"order",void 0),this.rows=[],this.annotations=[],this.lanes=[],this.#e=new Float64Array(0),this.#o=new Int32Array(
0),this.#s=new Int32Array(0),this.#i("order",void 0),Lt(()=>{this.theme=vt(),this.#l("theme")})}on(t,e){this.#r[t].add(e)}setFilter(t){let e=t.alone||this.filter.
alone;this.filter=t,this.selection=Mt(this.model,t),e&&this.#i(this.axis.scale,this.#n()),this.#l("filter")}setScale(t){this.#i(t,this.#n()),this.#l("filter")}pointOf(t){
return this.#e[t]}pointsOf(t){let e=this.#t.get(t);if(e===void 0){let o=Float64Array.from(t.operations,i=>this.axis.begin(i)),r=Float64Array.from(t.operations,i=>this.
axis.finish(i));this.#t.set(t,e=Bt(o,r))}return e}spotOf(t){let e=this.#o[t],o=this.rows[e];if(o===void 0)return;let r=z(o,this.model,this.axis,this.#s[t]);return{
row:e,from:this.axis.begin(t),to:r}}around(t){let e=t.map(s=>this.spotOf(s)).filter(s=>s!==void 0);if(e.length===0)return this.view;let o=Math.min(...e.map(s=>s.
from)),r=Math.max(...e.map(s=>s.to)),i=Math.max((r-o)*.25,this.axis.closest);return{from:o-i,to:r+i}}#n(){let{view:t,axis:e}=this;return t.isWhole?void 0:{from:e.
rankAt(t.from),to:e.rankAt(t.to)}}#i(t,e){let{model:o,filter:r,selection:i}=this,s=r.alone?i.mask:void 0;this.axis=new X(o,t,s),this.rows=Vt(o,s),this.annotations=
Dt(o.data.annotations,this.axis),this.lanes=It(this.annotations),this.#a();let{axis:a}=this,l={from:-a.end*.004,to:a.end},c=e===void 0?l:{from:a.ofRank(e.from),
to:a.ofRank(e.to)};this.view.reset(l,a.closest,c)}#a(){let{count:t,data:e}=this.model;this.#o=new Int32Array(t).fill(-1),this.#s=new Int32Array(t),this.rows.forEach(
(o,r)=>{o.operations.forEach((i,s)=>{this.#o[i]=r,this.#s[i]=s})}),this.#t.clear(),this.#e=new Float64Array(t).fill(NaN);for(let{orders:o}of e.partitions){let[r]=o;
if(r===void 0)continue;let i=this.pointsOf(r);r.operations.forEach((s,a)=>this.#e[s]=i[a])}}#l(t){for(let e of this.#r[t])e()}};function u(n,t={},...e){let o=document.createElement(n);t.class!==void 0&&(o.className=t.class),t.id!==void 0&&(o.id=t.id);for(let[r,i]of Object.entries(t.attributes??
{}))o.setAttribute(r,i);for(let[r,i]of Object.entries(t.on??{}))o.addEventListener(r,i);return Wt(o,e),o}function v(n,t={},...e){let o=document.createElementNS(
"http://www.w3.org/2000/svg",n);for(let[r,i]of Object.entries(t))o.setAttribute(r,String(i));return Wt(o,e),o}function Wt(n,t){for(let e of t)e!=null&&e!==!1&&n.
append(e)}function M(n,t,e={}){let o={type:"button",...e.attributes};return u("button",{...e,attributes:o,on:{click:t}},n)}function rt(n,t,e,...o){return u("sec\\
tion",{id:n,class:"card",attributes:{"aria-labelledby":\`\${n}-heading\`}},u("header",{class:"card-head"},u("h2",{id:\`\${n}-heading\`},t),u("p",{class:"hint"},e)),...o)}var Ve=new Intl.NumberFormat("en-US");function k(n){return Ve.format(n)}function S(n,t,e=\`\${t}s\`){return\`\${k(n)} \${n===1?t:e}\`}function it(n){let t=Math.abs(n);
return t===0?"0 ms":t<1?\`\${St(n*1e3)} \\xB5s\`:t<1e3?\`\${St(n)} ms\`:t<12e4?\`\${St(n/1e3)} s\`:\`\${Math.floor(n/6e4)} min \${Math.round(n%6e4/1e3)} s\`}function st(n,t=.001){
let e=Math.min(6,Math.max(0,Math.ceil(3-Math.log10(t)-1e-9)));return\`\${(n/1e3).toFixed(e)} s\`}function St(n){let t=Math.abs(n);return t>=100?n.toFixed(0):t>=10?
n.toFixed(1):n.toFixed(2)}var Ne=/[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]/g;function g(n){return n.replace(Ne,t=>\`\\\\u\${t.
charCodeAt(0).toString(16).padStart(4,"0")}\`)}function P(n,t=96){return n.length<=t?n:\`\${n.slice(0,t-1)}\\u2026\`}function U(n){return/^[\\w./:-]+$/.test(n)?n:P(g(
JSON.stringify(n)))}function Ut(n){let{title:t,verdict:e,model:o}=n.data;return u("header",{class:\`masthead verdict-\${e}\`},u("p",{class:"overline"},\`Linearizability, model \${g(o)}\`),
u("h1",{},g(t)),u("div",{class:"verdict",attributes:{role:"status"}},u("span",{class:"badge"},Ge(e),We[e]),u("p",{class:"reason"},g(Ke(n)))),je(n))}var We={valid:"\\
Valid",invalid:"Invalid",unknown:"Unknown"},Ue={time:"there was not enough time",memory:"there was not enough memory",aborted:"the check was aborted",stopped:"t\\
he check stopped at a violation elsewhere"};function Ke({data:n,violations:t}){let{operations:e,verdict:o}=n;if(o==="valid")return\`All \${S(e.count,"operation")}\\
 fit one order that explains every answer.\`;if(o==="unknown")return\`No verdict: \${Ue[n.reason??""]??"a limit was reached"}.\`;let[r]=t;return(r===void 0?void 0:n.
partitions[r]?.violation?.sentence)??"No order of the operations explains every answer."}function Ge(n){return v("svg",{viewBox:"0 0 20 20",width:20,height:20,"\\
aria-hidden":"true"},v("path",{d:{valid:"M5 10.5 8.5 14 15 6.5",invalid:"M6 6 14 14M14 6 6 14",unknown:"M7.4 7.6A2.7 2.7 0 1 1 10 10.6V12M10 14.6v.2"}[n],fill:"\\
none",stroke:"currentColor","stroke-width":2.2,"stroke-linecap":"round","stroke-linejoin":"round"}))}function je(n){let{data:t}=n,e=[["Operations",Xe(n)],["Proc\\
esses",k(new Set(n.process).size)],["Partitions",_e(t)],["Methods",Ye(t)],["Checked in",it(t.elapsed)],["Unknown outcomes",qe(t)]];return u("dl",{class:"facts"},
...e.filter(([,o])=>o!=="").map(([o,r])=>u("div",{},u("dt",{},o),u("dd",{},g(r)))))}function Xe({count:n,outcome:t}){let e=[0,0,0];for(let r of t)e[r]+=1;let o=H.
flatMap((r,i)=>e[i]===0?[]:[\`\${k(e[i])} \${r}\`]);return\`\${k(n)} (\${o.join(", ")})\`}function _e({partitions:n}){return n.length<2?"":["valid","invalid","unknown"].
flatMap(e=>{let o=n.filter(r=>r.verdict===e).length;return o===0?[]:[\`\${k(o)} \${e}\`]}).join(", ")}function Ye({partitions:n}){return[...new Set(n.flatMap(({method:t})=>t??
[]))].join(", ")}function qe({operations:n}){let t=Object.values(n.inferred);return["applied","not-applied","undetermined"].flatMap(e=>{let o=t.filter(r=>r===e).
length;return o===0?[]:[\`\${k(o)} \${e.replace("-"," ")}\`]}).join(", ")}var jt=[["+ \\u2212","zoom in, zoom out"],["\\u2190 \\u2192","to the left, to the right"],["Home","everything"],["N P","next, previous operation that the filter ad\\
mits"],["] [","next, previous operation in the order of its partition"],["\\u2191 \\u2193","to the process above, below"],["V","next violation"],["Esc","let go"],
["/","search"]];function Xt(n,t,e){let{view:o}=n.context,r={"+":()=>n.show(o.zoomed(.5)),"=":()=>n.show(o.zoomed(.5)),"-":()=>n.show(o.zoomed(2)),_:()=>n.show(o.
zoomed(2)),ArrowLeft:()=>o.show(o.panned(-.1)),ArrowRight:()=>o.show(o.panned(.1)),PageUp:()=>n.show(o.panned(-.9)),PageDown:()=>n.show(o.panned(.9)),ArrowUp:()=>Gt(
n,-1),ArrowDown:()=>Gt(n,1),Home:()=>n.show(o.whole),n:()=>D(n,1),p:()=>D(n,-1),"]":()=>Kt(n,1),"[":()=>Kt(n,-1),v:e,Escape:()=>n.unpin(),"/":t};n.canvas.addEventListener(
"keydown",i=>{if(i.ctrlKey||i.metaKey||i.altKey)return;let s=r[i.key]??r[i.key.toLowerCase()];s!==void 0&&(i.preventDefault(),s())})}function D(n,t){let{model:e,
selection:o,view:r,axis:i}=n.context,s=Tt(n),a=$(e.count,r.from,c=>i.begin(c)),l=s===void 0?t===1?a:a-1:s+t;for(;l>=0&&l<e.count&&o.mask[l]!==1;)l+=t;l>=0&&l<e.
count&&n.pinOperation(l)}function Kt(n,t){let{model:e}=n.context,o=Tt(n);if(o===void 0){D(n,t);return}let r=e.data.partitions[e.partition[o]]?.orders[0],i=r?.operations.
indexOf(o)??-1,s=i<0?void 0:r?.operations[i+t];s!==void 0&&n.pinOperation(s)}function Gt(n,t){let{context:e}=n,{rows:o,view:r,axis:i}=e,s=Tt(n),a=s===void 0?void 0:
e.spotOf(s);if(s===void 0||a===void 0){D(n,1);return}let l=o[a.row+t];if(l===void 0)return;let c=Math.max(i.begin(s),r.from),d=y=>i.begin(l.operations[y]),f=$(l.
operations.length,c,d),p=Math.max(0,f-1),m=f>=l.operations.length||c-d(p)<d(f)-c?p:f;n.pinOperation(l.operations[m])}function Tt(n){return n.pinned?.kind==="ope\\
ration"?n.pinned.number:void 0}function _t({model:n}){let t=new Set(n.outcome),e=(r,i,s=!0)=>s&&u("span",{},u("span",{class:\`mark \${r}\`}),i),o=n.placed.some((r,i)=>r===0&&n.outcome[i]===0);return u(
"p",{class:"legend"},e("mark-look","looks"),e("mark-ok","acts"),e("mark-fail","failed: did not happen",t.has(1)),e("mark-info","unknown outcome, end open",t.has(
2)),e("mark-unplaced","in no order",o),u("span",{},u("span",{class:"tick"}),"takes effect here"),u("span",{},u("span",{class:"line"}),"order"),n.violations.length>
0&&u("span",{class:"cross"},"\\xD7 cannot come next"))}function K(n,t,e){let o=window.devicePixelRatio||1,[r,i]=[Math.round(t*o),Math.round(e*o)];(n.width!==r||n.height!==i)&&(n.width=r,n.height=i,n.style.width=\`\${t}\\
px\`,n.style.height=\`\${e}px\`);let s=n.getContext("2d");if(s===null)throw new Error("this browser offers no 2d canvas");return s.setTransform(o,0,0,o,0,0),s.clearRect(
0,0,t,e),s}function at(n,t,e,o,r){if(r<12)return;let i=t.length>r?t.slice(0,Math.ceil(r)):t,s=n.measureText(i).width;if(s<=r){n.fillText(i,e,o);return}let a=Math.
floor(i.length*(r-6)/s);a>=2&&n.fillText(\`\${i.slice(0,a).trimEnd()}\\u2026\`,e,o)}function Yt(n,t,e){let o=(t-n)/Math.max(1,e),r=10**Math.floor(Math.log10(o)),i=([
1,2,5,10].find(a=>a*r>=o)??10)*r,s=[];for(let a=Math.ceil(n/i);a*i<=t;a++)s.push(a*i);return{step:i,at:s}}function At(n,t,e){let o=30,r=n.flatMap(l=>l.rows.map((c,d)=>{let f={top:o,height:17,lane:l,row:d};return o+=20,f}));o+=6;let i=Math.max(e*.72-o,260),s=Math.max(
14,Math.min(26,Math.floor(i/Math.max(t,1)))),a=o+Math.max(t,1)*s+8;return{annotations:r,top:o,rowHeight:s,full:a,height:Math.min(a,o+i)}}var R=46,qt=7,lt=3,ct=class{element;#e;#t=document.createElement("canvas");#o;#s=0;#r;constructor(t){this.#o=t,this.#e=u("canvas",{class:"minimap-picture",attributes:{
"aria-hidden":"true"}}),this.element=u("div",{class:"minimap"},this.#e),t.view.onChange(()=>this.#f());for(let e of["theme","filter"])t.on(e,()=>this.#l());new ResizeObserver(
()=>this.#l()).observe(this.element),this.#h()}get#n(){return Math.max(1,this.#s-84-18)}#i(t){let{whole:e}=this.#o.view;return 84+(t-e.from)/(e.to-e.from)*this.#n}#a(t){
let{whole:e}=this.#o.view;return e.from+(t-84)/this.#n*(e.to-e.from)}#l(){this.#s=this.element.clientWidth,this.#s!==0&&(this.#d(),this.#f())}#d(){let{theme:t,model:e,
annotations:o,axis:r}=this.#o,i=K(this.#t,this.#s,R);for(let s of o){let{data:a,from:l,to:c}=s;if(l===c||a.process!==null)continue;let[d,f]=[this.#i(l),this.#i(
c)];i.fillStyle=b(C(t,s),a.kind==="fault"?.13:0),i.fillRect(d,0,f-d,R),i.fillStyle=C(t,s),i.fillRect(d,0,Math.max(f-d-1,1),3)}this.#c(i),i.fillStyle=t.line,i.fillRect(
84,R-1,this.#n,1),i.fillStyle=t.alarm;for(let s of e.violations){let a=this.#i(r.finish(e.data.partitions[s].violation.culprit));i.fillRect(a-1,0,2,R),i.beginPath(),
i.moveTo(a-5,0),i.lineTo(a+5,0),i.lineTo(a,8),i.fill()}}#c(t){let{model:e,selection:o,theme:r,axis:i}=this.#o,s=Math.ceil(this.#n/lt),a=[new Uint32Array(s),new Uint32Array(
s),new Uint32Array(s)];for(let c=0;c<e.count;c++){if(o.mask[c]!==1)continue;let d=Math.floor((this.#i(i.begin(c))-84)/lt);a[e.outcome[c]][Math.min(Math.max(d,0),
s-1)]+=1}let l=1;for(let c=0;c<s;c++)l=Math.max(l,a[0][c]+a[1][c]+a[2][c]);for(let c=0;c<s;c++){let d=R-1;for(let[f,p]of a.entries()){if(p[c]===0)continue;let m=Math.
max(p[c]/l*(R-10),1.5);t.fillStyle=b(r.outcomes[f][1],f===0?.7:1),t.fillRect(84+c*lt,d-m,lt-1,m),d-=m}}}#f(){if(this.#s===0)return;let{theme:t,view:e}=this.#o,o=K(
this.#e,this.#s,R);o.drawImage(this.#t,0,0,this.#s,R);let r=84+this.#n,i=Math.max(this.#i(e.from),84),s=Math.min(Math.max(this.#i(e.to),i+2),r);e.isWhole||(o.fillStyle=
b(t.surface,.68),o.fillRect(84,0,i-84,R),o.fillRect(s,0,r-s,R)),o.strokeStyle=t.ink3,o.lineWidth=1,o.beginPath(),o.roundRect(i+.5,.5,Math.max(s-i-1,2),R-1,4),o.
stroke(),o.fillStyle=t.ink2;for(let a of[i,s])o.beginPath(),o.roundRect(a-2,R/2-9,4,18,2),o.fill()}#u(t){let{view:e}=this.#o,[o,r]=[this.#i(e.from),this.#i(e.to)];
return Math.abs(t-o)<=qt?"from":Math.abs(t-r)<=qt?"to":!e.isWhole&&t>o&&t<r?"window":"new"}#h(){let t=this.#e,{view:e}=this.#o,o=r=>r.clientX-t.getBoundingClientRect().
left;t.addEventListener("pointerdown",r=>{W(e),t.setPointerCapture(r.pointerId);let i=o(r);this.#r={what:this.#u(i),x:i,from:e.from,to:e.to}}),t.addEventListener(
"pointermove",r=>{let i=o(r);this.#r===void 0?t.style.cursor=Je[this.#u(i)]:e.show(this.#m(this.#r,i))}),t.addEventListener("pointerup",r=>{let i=this.#r;if(this.#r=
void 0,i?.what!=="new"||Math.abs(o(r)-i.x)>3)return;let s=(i.to-i.from)/2,a=this.#a(i.x);e.show({from:a-s,to:a+s})}),t.addEventListener("pointercancel",()=>this.#r=
void 0),t.addEventListener("dblclick",()=>e.show(e.whole))}#m(t,e){let o=this.#a(e)-this.#a(t.x),r=(i,s)=>({from:Math.min(i,s),to:Math.max(i,s)});switch(t.what){case"\\
from":return r(t.from+o,t.to);case"to":return r(t.from,t.to+o);case"window":return{from:t.from+o,to:t.to+o};case"new":return Math.abs(e-t.x)>3?r(this.#a(t.x),this.#a(
e)):t}}},Je={from:"ew-resize",to:"ew-resize",window:"grab",new:"crosshair"};var Ze=280;function Jt(n){let{canvas:t,context:e}=n,{view:o}=e,r=new Map,i;t.addEventListener("pointerdown",a=>{if(a.button!==0)return;W(o);let l=G(t,a);r.set(a.
pointerId,l),t.setPointerCapture(a.pointerId);let c=r.size>1;i={point:l,last:l,from:o.from,to:o.to,moved:c,chooses:a.shiftKey}}),t.addEventListener("pointermove",
a=>{let l=G(t,a);r.size===2&&r.has(a.pointerId)?en(n,r,a.pointerId,l):i===void 0||!r.has(a.pointerId)?n.hover(l):Qe(n,i,l)});let s=a=>{r.delete(a.pointerId);let l=i;
i=void 0,n.choose(void 0),!(l===void 0||a.type==="pointercancel")&&(l.moved?l.chooses&&n.show(Zt(n,l.point,G(t,a))):n.pinAt(G(t,a)))};t.addEventListener("pointe\\
rup",s),t.addEventListener("pointercancel",s),t.addEventListener("pointerleave",()=>n.hover(void 0)),t.addEventListener("dblclick",a=>{n.show(o.zoomed(.25,n.placeAt(
G(t,a).x)))}),tn(n)}function G(n,t){let e=n.getBoundingClientRect();return{x:t.clientX-e.left,y:t.clientY-e.top}}function Zt(n,t,e){let[o,r]=[n.placeAt(t.x),n.placeAt(
e.x)];return{from:Math.min(o,r),to:Math.max(o,r)}}function Qe(n,t,e){let o=e.x-t.point.x;if(!t.moved&&Math.hypot(o,e.y-t.point.y)<4)return;if(t.moved=!0,n.hover(
void 0),t.chooses){n.choose(Zt(n,t.point,e));return}n.scrollRows(t.last.y-e.y),t.last=e;let r=-o/n.plotWidth*(t.to-t.from);n.context.view.show({from:t.from+r,to:t.
to+r})}function tn(n){let{canvas:t,context:e}=n,{view:o}=e,r=-1/0;window.addEventListener("wheel",i=>{t.contains(i.target)||(r=i.timeStamp)},{passive:!0}),t.addEventListener(
"wheel",i=>{let{x:s}=G(t,i),a=i.timeStamp-r<Ze&&!i.ctrlKey,l=o.isWhole&&i.deltaY>0&&Math.abs(i.deltaY)>=Math.abs(i.deltaX);if(s<84)return;if(a||l&&!i.ctrlKey){r=
i.timeStamp;return}i.preventDefault(),W(o);let c=i.deltaMode===WheelEvent.DOM_DELTA_LINE?16:1;if(i.shiftKey||Math.abs(i.deltaX)>Math.abs(i.deltaY)){o.show(o.panned(
(i.deltaX||i.deltaY)*c/n.plotWidth));return}let d=i.ctrlKey?.01:.0022;o.show(o.zoomed(Math.exp(i.deltaY*c*d),n.placeAt(s)))},{passive:!1})}function en(n,t,e,o){
let{view:r}=n.context,i=[...t].find(([c])=>c!==e)?.[1],s=t.get(e);if(i===void 0||s===void 0)return;let[a,l]=[Math.abs(s.x-i.x),Math.abs(o.x-i.x)];t.set(e,o),!(a<
8||l<8)&&r.show(r.zoomed(a/l,n.placeAt(i.x)))}var nn={ok:"ok",fail:"fail: certainly did not happen",info:"unknown: may or may not have happened"},on={applied:"it did take effect: no order works without it",
"not-applied":"it did not take effect while anybody looked",undetermined:"undetermined: orders with and without it may work"};function Ot(n,t){let{model:e}=n,{operations:o,
times:r}=e.data,i=o.return[t]??null,s=o.inferred[t],a=tt(e,t);return{heading:E(e,t),mark:\`mark-\${_(e,t)}\`,facts:te([["outcome",nn[_(e,t)]],["inferred",s===void 0?
void 0:on[s]],["process",String(e.process[t])],["key",a===null?void 0:U(a)],...rn(e,t),["called",Ft(e,o.call[t],e.call[t])],["returned",i===null?"never":Ft(e,i,
e.return[t])],["took",r===null||i===null?void 0:it(r[e.return[t]]-r[e.call[t]])],["during",sn(n,t)],["id",String(o.id[t])]])}}function rn(n,t){let{states:e,partitions:o}=n.
data,r=et(n,t),i=o[n.partition[t]]?.orders.find(f=>f.blocked.includes(t)),s=i===void 0||i.operations.includes(t)?[]:[["cannot follow",\`\${e[i.states.at(-1)]}, th\\
e state after \${i.label}\`]];if(r===void 0){let f=n.outcome[t]===Z?"came after the violation, or was not looked at":void 0;return[...s,["place",s.length>0?void 0:
f]]}let{order:a,position:l}=r,c=e[a.states[l]],d=e[a.states[l+1]];return[...s,["place",\`\${k(l+1)} of \${k(a.operations.length)} (\${a.label})\`],["state before",c],
["state after",c===d?"the same":d]]}function Ft({data:{times:n}},t,e){return n===null?String(t):\`\${st(n[e])} (\${t})\`}function sn({annotations:n,axis:t},e){let[o,
r]=[t.begin(e),t.finish(e)],i=n.filter(a=>a.from<=r&&a.to>=o&&a.from<a.to).map(({data:a})=>a.label),s=i.length>4?\` and \${i.length-4} more\`:"";return\`\${i.slice(0,
4).join("; ")}\${s}\`}function Qt({model:n,axis:t},{data:e}){let o=i=>Ft(n,i,t.rankAt(t.ofPoint(i))),r=n.data.times!==null;return{heading:e.label,mark:"mark-annot\\
ation",facts:te([["kind",e.kind],["what",e.detail],[e.from===e.to?"at":"from",r?o(e.from):String(e.from)],["to",e.to===e.from?void 0:e.to===null?"the end":r?o(e.
to):String(e.to)]])}}function te(n){return n.filter(t=>t[1]!==void 0&&t[1]!=="").map(([t,e])=>[t,g(e)])}function ee(n){return[n.heading,...n.facts.map(([t,e])=>\`\${t}\\
 \${e}\`)].join(", ")}function ne(n,t,e,o,r){let{view:i}=t,s=Math.max(o-18,85);return{ctx:n,context:t,layout:e,from:i.from,to:i.to,left:84,right:s,ratio:window.devicePixelRatio||1,scale:(s-
84)/i.span,scroll:r}}function T({left:n,from:t,scale:e},o){return n+(o-t)*e}function V(n,t,e){if(e<n.from||t>n.to)return;let o=Math.max(T(n,t),n.left-2),r=Math.
min(T(n,e),n.right+2);return{x:o,width:Math.max(r-o,1)}}function A({layout:n,scroll:t},e){return n.top+e*n.rowHeight-t}function I({layout:n,scroll:t,context:e}){
let o=Math.max(0,Math.floor(t/n.rowHeight)),r=Math.ceil((n.height-n.top)/n.rowHeight)+1;return{first:o,last:Math.min(e.rows.length,o+r)}}function q(n,t){let e=n.
context.spotOf(t);if(e===void 0)return;let o=Math.max((e.to-e.from)*n.scale,2);return{x:T(n,e.from),y:A(n,e.row)+3,width:o,height:n.layout.rowHeight-6}}function oe(n){for(let{lane:t,row:e,top:o,height:r}of n.layout.annotations){let i=t.rows[e];i.forEach((s,a)=>{let l=i[a+1],c=l===void 0?n.right:Math.min(T(n,l.from),
n.right);an(n,s,{x:0,width:0,y:o,height:r},c)})}}function re(n){let{context:t,ctx:e}=n;for(let o of t.annotations){let{data:r,from:i,to:s}=o;if(r.process===null)
continue;let a=t.rows.findIndex(({process:c})=>c===r.process),l=a<0?void 0:V(n,i,s);l!==void 0&&(e.fillStyle=C(t.theme,o),e.fillRect(l.x,A(n,a),Math.max(l.width,
3),3))}}function an(n,t,{y:e,height:o},r){let{data:i,from:s,to:a}=t,{ctx:l,context:c}=n,{theme:d}=c,f=V(n,s,a);if(f===void 0)return;let p=C(d,t),m=i.kind==="lea\\
der";s===a?(l.fillStyle=p,l.beginPath(),l.moveTo(f.x,e+3),l.lineTo(f.x+5,e+o/2),l.lineTo(f.x,e+o-3),l.lineTo(f.x-5,e+o/2),l.fill()):(l.fillStyle=m?p:b(p,.2),l.fillRect(
f.x,e,f.width,o),l.fillStyle=p,m||l.fillRect(f.x,e,f.width,2),!m&&s>=n.from&&l.fillRect(f.x,e,Math.min(3,f.width),o)),l.fillStyle=d.ink,l.font=\`11px \${d.font}\`,
l.textAlign="left",l.textBaseline="middle",at(l,g(i.label),f.x+8,e+o/2+1,r-f.x-10)}function se(n){let{ctx:t,context:e,layout:o}=n;for(let r of e.annotations){let{data:i,from:s,to:a}=r;if(i.kind!=="fault"||i.process!==null||s===a)continue;let l=V(
n,s,a);l!==void 0&&(t.fillStyle=b(C(e.theme,r),.075),t.fillRect(l.x,30,l.width,o.height))}}function ae(n){let{ctx:t,context:e,layout:o}=n,{theme:r}=e;t.fillStyle=
b(r.alarm,.07);for(let i of ce(n)){let{from:s,to:a}=de(n,i),l=V(n,s,a);l!==void 0&&t.fillRect(l.x,30,l.width,o.height)}}function le(n){let{ctx:t,context:e}=n,{model:o,
theme:r}=e;t.font=\`600 10.5px \${r.font}\`,t.textBaseline="middle",t.textAlign="left";let i=-1/0,s=ce(n).map(a=>({kind:o.data.partitions[a].violation.kind,...de(n,
a)})).sort((a,l)=>a.from-l.from);for(let{kind:a,from:l,to:c}of s){let d=V(n,l,c);if(d===void 0)continue;t.fillStyle=r.alarm,t.fillRect(d.x,24,d.width,4);let f=t.
measureText(a).width+10;d.x<i||d.x+f>n.right||(t.fillRect(d.x,1,f,15),t.fillStyle=r.surface,t.fillText(a,d.x+5,9),i=d.x+f+4)}}function ce({context:{model:n,filter:t}}){
let{partition:e}=t;return e===void 0?n.violations:n.violations.filter(o=>o===e)}function de({context:{model:n,axis:t}},e){let{operations:o,culprit:r}=n.data.partitions[e].
violation;return{from:Math.min(...o.map(i=>t.begin(i))),to:t.finish(r)}}function fe(n){let{ctx:t,context:e,layout:o}=n,{theme:r,axis:i}=e,{step:s,at:a}=Yt(n.from,
n.to,(n.right-n.left)/110);t.font=\`11px \${r.font}\`,t.textAlign="center",t.textBaseline="middle";for(let l of a){if(l<0||l>i.end||i.scale==="order"&&l%1!==0)continue;
let c=Math.round(T(n,l))+.5;t.fillStyle=r.lineSoft,t.fillRect(c-.5,25,1,o.height),t.fillStyle=r.ink2;let d=ln(n,l,s),f=t.measureText(d).width/2;t.fillText(d,Math.
min(c,n.right+18-f),13)}t.fillStyle=r.line,t.fillRect(n.left,29,n.right-n.left,1)}function ln({context:{axis:n,model:t}},e,o){if(n.scale==="time")return st(e,o);
let r=t.points[Math.min(n.rankAt(e-.5),t.points.length-1)];return r===void 0?"":String(Math.round(r*100)/100)}function ue(n){let{ctx:t,context:e,layout:o}=n;for(let{
lane:s,row:a,top:l,height:c}of o.annotations)a===0&&ie(n,g(s.label),l+c/2);t.save(),t.beginPath(),t.rect(0,o.top,84,o.height-o.top),t.clip();let{first:r,last:i}=I(
n);for(let s=r;s<i;s++){let{label:a}=e.rows[s],l=A(n,s);a!==""&&(t.fillStyle=e.theme.lineSoft,t.fillRect(8,Math.round(l),76,1),ie(n,\`process \${a}\`,l+o.rowHeight/
2))}t.restore()}function me(n){let{ctx:t,context:e}=n,{first:o,last:r}=I(n);t.fillStyle=e.theme.lineSoft;for(let i=o;i<=r;i++)e.rows[i]?.label!==""&&t.fillRect(
n.left,Math.round(A(n,i)),n.right-n.left,1)}function ie({ctx:n,context:{theme:t}},e,o){n.fillStyle=t.ink2,n.font=\`11px \${t.font}\`,n.textAlign="right",n.textBaseline=
"middle",n.fillText(P(e,24),74,o+.5,72)}function Rt({ctx:n,context:t,left:e,right:o},r,i){let s=Math.max(r.x-2.5,e-4),a=Math.min(r.x+r.width+2.5,o+4);a<=s||(n.strokeStyle=t.theme.surface,n.lineWidth=4,
n.beginPath(),n.roundRect(s,r.y-2.5,a-s,r.height+5,3),n.stroke(),n.strokeStyle=i,n.lineWidth=2,n.stroke())}function he({ctx:n,context:{theme:t},left:e,right:o},r,i){
if(r.width>34||r.x>o||r.x+r.width<e)return;n.font=\`600 11px \${t.font}\`,n.textAlign="left",n.textBaseline="middle";let{width:s}=n.measureText(i),a=r.x+r.width+7,
l=a+s>o?r.x-7-s:a;n.fillStyle=t.surface,n.beginPath(),n.roundRect(l-3,r.y-1,s+6,r.height+2,3),n.fill(),n.fillStyle=t.alarm,n.fillText(i,l,r.y+r.height/2+.5)}var cn=[.34,.67],ft=class{#e;#t;#o;#s;#r=1/0;#n=-1;constructor(t){let{theme:e}=t.context,o=e.outcomes.map(i=>i[1]),r=Math.ceil((t.right-t.left)*t.ratio)+2;this.#e=
t,this.#t=new Uint8Array(r),this.#o=new Float32Array(r),this.#s=["",e.dim,b(o[0],.5),b(o[0],.75),o[0],o[Q],o[O],e.alarm]}rankOf(t){let{model:e}=this.#e.context;
return e.blocked[t]===1?4:e.outcome[t]+1}add(t,e,o){let{left:r,ratio:i}=this.#e,s=Math.floor((t-r)*i);s<0||s>=this.#t.length||(this.#t[s]<=o&&(this.#t[s]=o+1),o>
0&&(this.#o[s]+=Math.max(e*i,.12)),this.#r=Math.min(this.#r,s),this.#n=Math.max(this.#n,s))}paint(t,e){if(this.#n<0)return;let{ctx:o,ratio:r,left:i,right:s}=this.#e,
a=0,l=this.#r;for(let c=this.#r;c<=this.#n+1;c++){let d=this.#i(c);if(d!==a){if(a!==0){o.fillStyle=this.#s[a];let f=i+l/r;o.fillRect(f,t,Math.min((c-l)/r,s-f),e)}
a=d,l=c}}this.#t.fill(0,this.#r,this.#n+1),this.#o.fill(0,this.#r,this.#n+1),this.#r=1/0,this.#n=-1}#i(t){let e=t>this.#n?0:this.#t[t];return e<2?e:e>2?e+2:2+cn.
filter(o=>this.#o[t]>=o).length}};var dn=2,pe=36,fn=90;function ye(n){ut(n,pe,(t,e)=>ge(n,t,e))}function ge(n,t,e){let{ctx:o,context:r,left:i,right:s}=n,{model:a,selection:l,theme:c}=r,d=l.mask[t]===
1,f=d&&a.outcome[t]!==O&&!Me(n,t);o.fillStyle=f?Ht(ve(n,t)):d?c.ink:c.ink3,o.font=\`\${e.height<12?9.5:11.5}px \${c.font}\`,o.textAlign="left",o.textBaseline="middl\\
e";let p=Math.max(e.x,i)+6,m=Math.min(e.x+e.width,s)-p-3;at(o,E(a,t),p,e.y+e.height/2+.5,m)}function we(n,t){let{ctx:e,context:o,layout:r,left:i,right:s}=n;e.fillStyle=
b(o.theme.surface,.72),e.fillRect(i-4,r.top,s-i+8,r.height),ut(n,0,(a,l)=>{o.model.partition[a]===t&&(xe(n,a,l.x,l.width,l.y,l.height),l.width>=pe&&ge(n,a,l))})}
function ut(n,t,e){let{context:o,from:r,to:i,scale:s,layout:a}=n,{model:l,axis:c,rows:d}=o,{first:f,last:p}=I(n);for(let m=f;m<p;m++){let y=d[m],F=A(n,m)+3;for(let h=Y(
y,c,r);h<y.operations.length;h++){let x=c.begin(y.operations[h]);if(x>i)break;let j=(z(y,l,c,h)-x)*s;j<t||e(y.operations[h],{x:T(n,x),y:F,width:j,height:a.rowHeight-
6})}}}function be(n){let{first:t,last:e}=I(n),o=new ft(n);for(let r=t;r<e;r++)un(n,n.context.rows[r],o,A(n,r)+3,n.layout.rowHeight-6)}function un(n,t,e,o,r){let{
context:i,from:s,to:a,scale:l}=n,{model:c,axis:d,selection:f}=i,{operations:p}=t;for(let m=Y(t,d,s);m<p.length;m++){let y=p[m],F=d.begin(y);if(F>a)break;let h=(z(
t,c,d,m)-F)*l,x=T(n,F);h>=dn?xe(n,y,x,h,o,r):e.add(x,h,f.mask[y]===0?0:e.rankOf(y))}e.paint(o,r)}function xe(n,t,e,o,r,i){let{ctx:s,ratio:a,context:l}=n,{model:c,
selection:d}=l,f=Math.max(Math.round(e*a)/a,n.left-4),p=o>6?1:0,m=Math.min(Math.max(Math.round((e+o)*a)/a-p,f+1),n.right+4);if(m<=f)return;let y=c.outcome[t],F=d.
mask[t]===1,h=ve(n,t),x=Me(n,t)&&o>5;s.fillStyle=y===O&&F?mn(n,h,e,m):x?b(h,.25):h,s.fillRect(f,r,m-f,i),x&&(s.strokeStyle=h,s.lineWidth=1.5,s.strokeRect(f+.75,
r+.75,Math.max(m-f-1.5,.5),i-1.5))}function ve({context:{model:n,selection:t,theme:e}},o){if(t.mask[o]===0)return e.dim;let r=n.data.operations.types[n.type[o]].
readOnly;return e.outcomes[n.outcome[o]][r?0:1]}function Me({context:{model:n,selection:t}},e){return t.mask[e]===0?!1:n.outcome[e]===Q?!0:n.outcome[e]===Z&&n.placed[e]===
0&&n.blocked[e]===0}function mn({ctx:n},t,e,o){let r=n.createLinearGradient(e,0,Math.max(Math.min(o,e+fn),e+1),0);return r.addColorStop(0,t),r.addColorStop(1,b(
t,.22)),r}var hn=5,pn=3e3;function ke(n){let{ctx:t,context:e}=n,{model:o,selection:r,theme:i}=e;ut(n,hn,(s,a)=>{if(r.mask[s]===0)return;o.blocked[s]===1&&gn(n,a);let l=e.
pointOf(s);if(Number.isNaN(l))return;let c=T(n,l);t.fillStyle=i.ink,c<=a.x+a.width+1?t.fillRect(c-1,a.y-1,2,a.height+2):yn(n,c,a)})}function yn({ctx:n,context:{
theme:t}},e,{y:o,height:r}){let i=o+r/2;n.fillStyle=t.outcomes[O][1],n.beginPath(),n.moveTo(e,i-6),n.lineTo(e+5,i),n.lineTo(e,i+6),n.lineTo(e-5,i),n.fill()}function gn(n,t){
let{ctx:e,context:o}=n,r=Math.min(t.x+t.width,n.right)-9,i=t.y+t.height/2;e.save(),e.strokeStyle=o.theme.alarm,e.lineWidth=2.5,e.beginPath(),e.moveTo(r-4,i-4),e.
lineTo(r+4,i+4),e.moveTo(r+4,i-4),e.lineTo(r-4,i+4),e.stroke(),e.restore()}function $t(n,t){let{ctx:e,context:o}=n,{theme:r}=o,i=wn(n,t),s=(n.right-n.left)/Math.
max(i.length,1);e.strokeStyle=r.path,e.fillStyle=r.path,e.lineWidth=1.5,e.lineJoin="round",e.beginPath();for(let{x:a,y:l}of i)e.lineTo(a,l);if(e.stroke(),!(s<6)){
e.font=\`600 9.5px \${r.font}\`,e.textAlign="left",e.textBaseline="bottom";for(let{x:a,y:l,position:c}of i)e.beginPath(),e.arc(a,l,3,0,2*Math.PI),e.fill(),s>=26&&bn(
n,String(c+1),a+4,l-1)}}function wn(n,t){let{context:e,layout:o}=n,r=e.pointsOf(t),i=c=>r[c],s=Math.max(0,$(r.length,n.from,i)-1),a=Math.min(r.length,$(r.length,
n.to,i)+1);if(a-s>pn)return[];let l=[];for(let c=s;c<a;c++){let d=e.spotOf(t.operations[c]);if(d===void 0)continue;let f=A(n,d.row)+o.rowHeight/2;l.push({x:T(n,
r[c]),y:f,position:c})}return l}function bn({ctx:n,context:{theme:t}},e,o,r){n.lineWidth=3,n.strokeStyle=t.surface,n.strokeText(e,o,r),n.fillText(e,o,r)}var mt=5;function Te(n,t,e){let{layout:o,context:r,scroll:i}=n;if(t<n.left-mt||t>n.right+mt)return;let s=n.from+(t-n.left)/n.scale,a=o.annotations.find(({top:m,
height:y})=>e>=m&&e<m+y);if(a!==void 0)return Se(n,a.lane.rows[a.row],s);if(e<o.top)return;let l=Math.floor((e-o.top+i)/o.rowHeight),{first:c,last:d}=I(n),f=l>=
c&&l<d?r.rows[l]:void 0;if(f===void 0)return;if(e-o.top+i-l*o.rowHeight<4){let m=r.annotations.filter(({data:F})=>F.process===f.process),y=Se(n,m,s);if(y!==void 0)
return y}let p=xn(n,f,s);return p===void 0?void 0:{kind:"operation",number:p}}function Se(n,t,e){let o=mt/n.scale,r=t.findLast(({from:i,to:s})=>i-o<=e&&e<=s+o);
return r===void 0?void 0:{kind:"annotation",annotation:r}}function xn(n,t,e){let{axis:o,model:r,selection:i}=n.context,s=mt/n.scale,a;for(let l=Y(t,o,e-s);l<t.operations.
length;l++){let c=t.operations[l],d=o.begin(c);if(d>e+s)break;let f=Math.max(d-e,e-z(t,r,o,l),0);if(f>s)continue;let p=f/s+(i.mask[c]===1?0:2)-r.outcome[c]*.2;(a===
void 0||p<a.score)&&(a={number:c,score:p})}return a?.number}var ht=class{element;#e;#t;constructor(t){this.#e=t,this.element=u("div",{class:"tooltip",attributes:{role:"tooltip",hidden:""}})}hide(){this.element.hidden=!0,
this.#t=void 0}show(t,e,o,r,i,s){(t!==this.#t||this.element.classList.contains("pinned")!==o)&&(this.#o(e(),o),this.#t=t),this.element.hidden=!1;let{offsetWidth:a,
offsetHeight:l}=this.element,c=r+16+a<=s?r+16:r-16-a,d=window.innerHeight-(this.element.parentElement?.getBoundingClientRect().top??0);this.element.style.left=\`\${Math.
max(0,Math.min(c,s-a))}px\`,this.element.style.top=\`\${Math.max(0,Math.min(i+14,d-l-8))}px\`}#o(t,e){this.element.classList.toggle("pinned",e),this.element.replaceChildren(
u("div",{class:"tooltip-head"},u("span",{class:\`mark \${t.mark}\`}),u("strong",{},g(t.heading)),e&&M("\\xD7",this.#e,{class:"close",attributes:{"aria-label":"Close"}})),
u("dl",{},...t.facts.flatMap(([o,r])=>[u("dt",{},o),u("dd",{},r)])))}};var vn=12,pt=class{element;canvas;context;#e;#t;#o;#s;#r;#n;#i=0;#a=!1;#l=!0;#d;#c;#f;#u;constructor(t){this.context=t,this.#n=At(t.lanes,t.rows.length,window.innerHeight),
this.canvas=u("canvas",{class:"timeline-picture",attributes:{tabindex:"0",role:"application","aria-label":this.#R(),"aria-describedby":"keys"}}),this.#e=u("canv\\
as",{class:"timeline-overlay",attributes:{"aria-hidden":"true"}}),this.#s=u("div",{class:"visually-hidden",attributes:{"aria-live":"polite"}}),this.#r=new ht(()=>this.
unpin()),this.#o=u("div"),this.#t=u("div",{class:"scroller",on:{scroll:()=>this.redraw()}},u("div",{class:"sticky"},this.canvas,this.#e),this.#o),this.element=u(
"div",{class:"timeline"},this.#t,this.#r.element,this.#s),t.view.onChange(()=>this.redraw()),t.on("theme",()=>this.drawNow()),t.on("filter",()=>this.#g()),new ResizeObserver(
()=>this.#x()).observe(this.element)}get pinned(){return this.#c?.target}get layout(){return this.#n}get plotWidth(){return Math.max(this.#i-84-18,1)}placeAt(t){
let{view:e}=this.context;return e.from+(t-84)/this.plotWidth*e.span}redraw(){this.#l=!0,this.#m()}show(t){Nt(this.context.view,t)}scrollRows(t){this.#t.scrollTop+=
t}hover(t){let e=t===void 0?void 0:Te(this.#p(),t.x,t.y);this.#d=e===void 0||t===void 0?void 0:{target:e,point:t},this.canvas.style.cursor=e===void 0?"":"pointe\\
r",this.#f=t===void 0||t.x<84?void 0:this.placeAt(t.x),this.#m()}pinAt(t){this.hover(t),this.#c=this.#d,this.#m()}unpin(){this.#c=void 0,this.#d=void 0,this.redraw()}pinOperation(t){
let{view:e}=this.context,o=this.context.spotOf(t);if(o===void 0)return;(o.from<e.from||Math.min(o.to,o.from+e.span/2)>e.to)&&e.show({from:o.from-e.span/2,to:o.from+
e.span/2}),this.#h(o.row);let r=q(this.#p(),t);this.#c={target:{kind:"operation",number:t},point:{x:r.x,y:r.y+r.height}},this.#d=void 0,this.#s.textContent=ee(Ot(
this.context,t)),this.redraw()}revealOperations(t){let e=t.flatMap(o=>this.context.spotOf(o)?.row??[]);e.length>0&&this.#h(Math.min(...e))}choose(t){this.#u=t,this.#m()}drawNow(){
let t=performance.now();return this.#l=!0,this.#w(),performance.now()-t}#h(t){let{rowHeight:e,top:o,height:r}=this.#n,i=t*e,s=this.#t.scrollTop;i<s?this.#t.scrollTop=
i:i+2*e>s+r-o&&(this.#t.scrollTop=i+2*e-(r-o))}#m(){this.#a||(this.#a=!0,requestAnimationFrame(()=>{this.#a=!1,this.#w()}))}#x(){this.#g(),this.drawNow()}#g(){this.#n=
At(this.context.lanes,this.context.rows.length,window.innerHeight);let{full:t,height:e}=this.#n;this.#t.style.height=\`\${e}px\`,this.#o.style.height=\`\${t}px\`,this.#i=
this.#t.clientWidth,this.pinned?.kind==="operation"&&this.context.spotOf(this.pinned.number)===void 0&&this.unpin(),this.redraw()}#w(){this.#i!==0&&(this.#l&&this.#v(),
this.#l=!1,this.#S())}#p(t=this.canvas.getContext("2d")){return ne(t,this.context,this.#n,this.#i,this.#t.scrollTop)}#v(){let t=this.#p(K(this.canvas,this.#i,this.#n.
height)),{context:e}=this;fe(t),ue(t),this.#y(t,30,()=>{se(t),ae(t),oe(t)}),this.#y(t,this.#n.top,()=>{me(t),be(t),ke(t),re(t);let o=this.#k();o!==void 0&&$t(t,
o),ye(t);for(let r of e.model.violations)this.#M(t,r)}),this.#y(t,0,()=>le(t))}#y({ctx:t,left:e,right:o},r,i){t.save(),t.beginPath(),t.rect(e-3,r,o-e+6,this.#n.
height-r),t.clip(),i(),t.restore()}#M(t,e){let{model:o,theme:r,selection:i}=this.context,{operations:s}=o.data.partitions[e].violation;for(let a of s){let l=i.mask[a]===
1?q(t,a):void 0;l===void 0||l.x>t.right||l.x+l.width<t.left||(Rt(t,l,r.alarm),s.length<=vn&&he(t,l,P(E(o,a),40)))}}#k(){let{model:t,filter:e}=this.context,{partitions:o}=t.
data,r=e.partition??(o.length===1?0:void 0);return r===void 0||this.#b()!==void 0?void 0:o[r]?.orders[0]}#b(){let t=(this.#c??this.#d)?.target;return t?.kind===
"operation"?et(this.context.model,t.number)?.order:void 0}#S(){let t=this.#p(K(this.#e,this.#i,this.#n.height)),e=this.#b(),o=this.#c??this.#d,{model:r,filter:i}=this.
context;this.#F(t),this.#O(t),this.#y(t,this.#n.top,()=>{o?.target.kind==="operation"&&r.data.partitions.length>1&&i.partition===void 0&&we(t,r.partition[o.target.
number]),e!==void 0&&$t(t,e);let s=o?.target.kind==="operation"?q(t,o.target.number):void 0;s!==void 0&&Rt(t,s,this.context.theme.ink)}),o===void 0?this.#r.hide():
this.#T(t,o)}#T(t,e){let{target:o}=e,r=e===this.#c,{x:i,y:s}=r?this.#A(t,e):e.point;if(o.kind==="operation"){let a=()=>Ot(this.context,o.number);this.#r.show(o.
number,a,r,i,s,this.#i)}else{let a=()=>Qt(this.context,o.annotation);this.#r.show(o.annotation,a,r,i,s,this.#i)}}#A(t,{target:e,point:o}){let r=e.kind==="operat\\
ion"?this.context.spotOf(e.number):void 0,i=e.kind==="operation"?q(t,e.number):void 0;return r===void 0||i===void 0?o:{x:Math.min(Math.max(i.x+Math.min(i.width,
40),84),t.right),y:Math.min(Math.max(A(t,r.row),0)+t.layout.rowHeight,t.layout.height)}}#F({ctx:t,context:e,layout:o,left:r,from:i,scale:s}){if(this.#u===void 0)
return;let{theme:a}=e;t.fillStyle=\`\${a.accent}2e\`;let l=r+(this.#u.from-i)*s;t.fillRect(l,0,(this.#u.to-this.#u.from)*s,o.height)}#O({ctx:t,context:e,layout:o,left:r,
from:i,to:s,scale:a}){this.#f===void 0||this.#f<i||this.#f>s||(t.fillStyle=e.theme.ink3,t.fillRect(Math.round(r+(this.#f-i)*a),22,1,o.height))}#R(){let{model:t,
rows:e}=this.context,{verdict:o,partitions:r}=t.data;return\`\${S(t.count,"operation")} in \${S(e.length,"lane")} and \${S(r.length,"partition")}; verdict \${o}. \${S(
t.violations.length,"violation")}, told in words above.\`}};var Ae=2e3;function Fe(n,t,e){let{model:o}=n,{operations:r}=o.data,i=kn(n),s=[...new Set(o.process)].sort((h,x)=>h-x),a=Oe("Process","all processes",s.map(h=>[String(
h),\`process \${h}\`])),l=u("input",{class:"search",attributes:{type:"search",placeholder:"Search","aria-label":"Search operations by value or key"}}),c=yt("Types",
r.types.map(({name:h})=>h),()=>m()),d=yt("Outcomes",Mn(n),()=>m(),"mark-"),f=yt("Others",["only these"],()=>m()),p=u("output",{class:"found",attributes:{"aria-l\\
ive":"polite"}}),m=()=>n.setFilter({partition:i.value===""?void 0:Number(i.value),process:a.value===""?void 0:Number(a.value),search:l.value,types:c.chosen(),outcomes:d.
chosen(),alone:f.chosen().size>0}),y=M("Clear",()=>n.setFilter(B),{class:"quiet"}),F=()=>{let{filter:h,selection:x}=n;i.value=h.partition===void 0?"":String(h.partition),
a.value=h.process===void 0?"":String(h.process),l.value!==h.search&&(l.value=h.search),c.choose(h.types),d.choose(h.outcomes),f.choose(new Set(h.alone?["only th\\
ese"]:[]));let j=S(o.count,"operation");p.textContent=x.matches===o.count?j:\`\${k(x.matches)} of \${j}\`,y.hidden=An(h)};for(let h of[i,a])h.addEventListener("chan\\
ge",m);return l.addEventListener("input",Fn(m,120)),l.addEventListener("keydown",h=>{h.key==="Enter"&&D(t,h.shiftKey?-1:1)}),n.on("filter",F),F(),{element:u("di\\
v",{class:"toolbar",attributes:{role:"toolbar","aria-label":"Filter and zoom"}},d.element,c.element,i,a,l,Sn(t),f.element,p,y,Tn(n,t,e)),focusSearch:()=>l.focus()}}
function Mn({model:n}){let t=new Set(n.outcome);return H.filter((e,o)=>t.has(o))}function kn({model:n}){let{partitions:t}=n.data,e=t.flatMap(({key:i},s)=>i===null?
[]:[[String(s),U(i)]]),o=e.length>Ae?[]:e.toSorted(([,i],[,s])=>i.localeCompare(s,"en",{numeric:!0})),r=Oe("Key",e.length>Ae?"search for a key":"all keys",o);return r.
hidden=e.length<2,r}function Sn(n){return u("span",{class:"group"},M("\\u2039",()=>D(n,-1),{attributes:{"aria-label":"Previous matching operation"}}),M("\\u203A",
()=>D(n,1),{attributes:{"aria-label":"Next matching operation"}}))}function Tn(n,t,e){let{view:o,model:r}=n,i=yt("Axis",["time"],()=>n.setScale(i.chosen().size>
0?"time":"order")),{violations:s}=r;return u("span",{class:"push"},r.data.times!==null&&i.element,u("span",{class:"group"},s.length>0&&M(s.length===1?"Violation":
"Next violation",()=>e.next(),{class:"alarm"}),M("\\u2212",()=>t.show(o.zoomed(2)),{attributes:{"aria-label":"Zoom out"}}),M("+",()=>t.show(o.zoomed(.5)),{attributes:{
"aria-label":"Zoom in"}}),M("Everything",()=>t.show(o.whole))))}function An(n){return n.partition===void 0&&n.process===void 0&&n.search.trim()===""&&n.types.size===
0&&n.outcomes.size===0&&!n.alone}function Oe(n,t,e){return u("select",{attributes:{"aria-label":n}},u("option",{attributes:{value:""}},t),...e.map(([o,r])=>u("o\\
ption",{attributes:{value:o}},r)))}function yt(n,t,e,o){let r=new Set,i=t.map(a=>{let l=M(P(g(a),24),()=>{r.delete(a)||r.add(a),s(),e()},{class:"chip",attributes:{
"aria-pressed":"false"}});return o!==void 0&&l.prepend(u("span",{class:\`mark \${o}\${a}\`})),l}),s=()=>i.forEach((a,l)=>a.setAttribute("aria-pressed",String(r.has(
t[l]))));return{element:u("span",{class:"group",attributes:{role:"group","aria-label":n}},...i),chosen:()=>new Set(r),choose:a=>{r.clear();for(let l of a)r.add(
l);s()}}}function Fn(n,t){let e=0;return()=>{window.clearTimeout(e),e=window.setTimeout(n,t)}}var gt=class{#e;#t;#o=0;constructor(t,e){this.#e=t,this.#t=e}show(t){this.#s(t);let{operations:e}=this.#e.model.data.partitions[t].violation;this.#e.view.show(this.#e.
around(e)),this.#t.revealOperations(e)}next(){let{violations:t}=this.#e.model,e=t[this.#o%t.length];this.#o+=1,e!==void 0&&this.show(e)}visit(t){this.#s(this.#e.
model.partition[t]),this.#e.view.show(this.#e.around([t])),this.#t.pinOperation(t),this.#t.element.scrollIntoView({block:"nearest"})}#s(t){let{filter:e,model:o}=this.#e,
r=o.data.partitions.length>1;e.partition===t&&e.alone===r||this.#e.setFilter({...B,...r?{partition:t,alone:r}:{}})}};var wt=84,xt=24,Pt=44,J=26,bt=18;function Re(n,t,e){let o=u("div",{class:"core-picture"}),r=0;return new ResizeObserver(()=>{let i=Math.max(o.clientWidth,300);i!==
r&&(r=i,o.replaceChildren(On(n,t,i,e)))}).observe(o),o}function On(n,t,e,o){let r=[...new Set(t.map(c=>n.process[c]))],i=bt+r.length*Pt+4,s=[...new Set(t.flatMap(
c=>[n.call[c],n.return[c]]))].filter(c=>c<n.points.length).sort((c,d)=>c-d),a=c=>{let d=s.indexOf(c);return d<0?e-xt:wt+d/Math.max(s.length-1,1)*(e-wt-xt-40)},l=v(
"svg",{viewBox:\`0 0 \${e} \${i}\`,width:e,height:i,role:"group","aria-label":\`\${S(t.length,"operation")} as intervals, one row per process\`});for(let c of s){let d=a(
c);l.append(v("line",{x1:d,x2:d,y1:bt-4,y2:i,class:"moment"})),s.length<14&&l.append(v("text",{x:d,y:11,class:"time"},String(n.points[c])))}r.forEach((c,d)=>{let f=bt+
(d+.5)*Pt;l.append(v("line",{x1:wt-12,x2:e-xt,y1:f,y2:f,class:"rule"}),v("text",{x:wt-20,y:f+4,class:"name"},\`process \${c}\`))});for(let c of t){let d=bt+(r.indexOf(
n.process[c])+.5)*Pt-J/2;l.append(Rn(n,c,a,d,e,o))}return l}function Rn(n,t,e,o,r,i){let s=P(g(E(n,t)),44),a=e(n.call[t]),l=n.outcome[t]===O,c=Math.max(l?r-xt:e(
n.return[t]),a+6),d=v("g",{class:\`operation outcome-\${_(n,t)}\`,tabindex:0,role:"button","aria-label":\`\${s}, process \${n.process[t]}; show in the picture\`},l?v("\\
path",{d:\`M\${a} \${o}H\${c-9}L\${c} \${o+J/2}L\${c-9} \${o+J}H\${a}Z\`,class:"interval"}):v("rect",{x:a,y:o,width:c-a,height:J,rx:4,class:"interval"}),$n(s,a,c,o+J/2+4.5,
r)),f=()=>i(t);return d.addEventListener("click",f),d.addEventListener("keydown",p=>{p.key!=="Enter"&&p.key!==" "||(p.preventDefault(),f())}),d}function $n(n,t,e,o,r){
let i=n.length*7;if(e-t>i+14)return v("text",{x:t+9,y:o,class:"in"},n);let s=e+i+10>r;return v("text",{x:s?t-6:e+7,y:o,class:s?"out before":"out"},n)}var Et=50,Pn=40;function $e(n,t){let[e,...o]=n.violations;if(e!==void 0)return rt("violations","What cannot be ordered","",Pe(n,t,e),o.length>0&&En(n,t,o))}function En(n,t,e){
return u("details",{class:"others"},u("summary",{},S(e.length,"further violation")),...e.slice(0,Et).map(o=>Ln(n,t,o)),e.length>Et&&u("p",{class:"hint"},\`\${k(e.
length-Et)} more.\`))}function Ln(n,t,e){let{sentence:o}=n.data.partitions[e].violation,r=u("details",{class:"further"},u("summary",{},g(o)));return r.addEventListener(
"toggle",()=>r.append(Pe(n,t,e)),{once:!0}),r}function Pe(n,t,e){let{operations:o,sentence:r,minimal:i,completed:s}=n.data.partitions[e].violation,a=o.slice(-Pn),
l=tt(n,o[0]),c=[l===null?"":\`Key \${U(l)}.\`,Cn(o.length,i),s===null?"":\`Until then, \${S(s,"operation")} had returned and fit one order.\`,a.length<o.length?\`The l\\
ast \${a.length} are shown.\`:""];return u("article",{class:"violation"},u("p",{class:"sentence"},g(r)),u("p",{class:"hint"},c.filter(d=>d!=="").join(" ")),Re(n,a,
d=>t.visit(d)),u("ol",{class:"operations"},...a.map(d=>Hn(n,t,d))),M("Show in the picture",()=>t.show(e)))}function Cn(n,t){return n===1?"This operation fits no\\
where, whatever becomes of the others.":\`These \${n} operations cannot be put in any order; \${t?"without any one of them, the rest can":"there may be a smaller s\\
et"}.\`}function Hn(n,t,e){let{operations:o}=n.data,r=o.return[e]??null,i=r===null?\`called at \${o.call[e]}, outcome unknown\`:\`\${o.call[e]} to \${r}\`,s=P(g(E(n,e)));
return u("li",{},M(s,()=>t.visit(e),{class:"link operation"}),u("span",{class:"hint"},\` process \${n.process[e]}, \${i}\`))}function Dn(){let n=document.getElementById("picture"),t=document.getElementById("picture-data")?.textContent;if(n===null||t===void 0)throw new Error("this page\\
 holds no picture");let e=zt(JSON.parse(t)),o=new ot(e),r=new pt(o),i=new ct(o),s=new gt(o,r),a=Fe(o,r,s);Jt(r),Xt(r,a.focusSearch,()=>s.next());let l=$e(e,s);n.
append(Ut(e),rt("timeline","The history","Drag to pan, turn the wheel or pinch to zoom, shift and drag to zoom into a span, click to pin.",a.element,i.element,r.
element,_t(o),u("details",{class:"keys",id:"keys"},u("summary",{},"Keys, when the picture has the focus"),u("dl",{},...jt.flatMap(([c,d])=>[u("dt",{},c),u("dd",
{},d)])))),...l===void 0?[]:[l]),s.next(),Object.defineProperty(window,"porcupinePicture",{value:{context:o,timeline:r}})}Dn();})();
`;
export const pageStyle = `:root{color-scheme:light dark;--font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;--bg: #f5f6f7;--surface: #ffffff;
--raised: #ffffff;--ink: #1a2129;--ink-2: #4a5561;--ink-3: #76818c;--line: #d9dee3;--line-soft: #e9edf0;--dim: #e1e6ea;--accent: #1c5fa3;--alarm: #c23321;--valid:
#00775a;--invalid: #c23321;--unknown: #86650c;--ok-1: #8fc1e6;--ok-2: #3d8fd0;--fail-1: #f0b25c;--fail-2: #e0890f;--info-1: #c28fd0;--info-2: #9a4fb0;--fault-partition:
#c9562a;--fault-kill: #3c444d;--fault-pause: #9c8300;--fault-clock: #0b8a72;--fault-other: #6a7886;--path: #b3446f;--term-1: #c4dcf2;--term-2: #cfe7d6;--term-3:
#f5e3bd;--term-4: #e3d5ee;--term-5: #f6d6cc;--term-6: #cfe6ea}@media(prefers-color-scheme:dark){:root:not([data-print]){--bg: #101418;--surface: #181d23;--raised:
#222932;--ink: #e6ebf0;--ink-2: #b0bac4;--ink-3: #818c97;--line: #343d46;--line-soft: #262e36;--dim: #2b333b;--accent: #6fb1ef;--alarm: #ff7a66;--valid: #36c39b;
--invalid: #ff7a66;--unknown: #e3bd55;--ok-1: #9accef;--ok-2: #4b9fe0;--fail-1: #f7c77f;--fail-2: #eb9c2d;--info-1: #dcb3e8;--info-2: #bd7bd2;--fault-partition:
#ea8257;--fault-kill: #a3aeb9;--fault-pause: #cdb331;--fault-clock: #35b99c;--fault-other: #8796a5;--path: #e8799f;--term-1: #27486a;--term-2: #28523d;--term-3:
#5b4a1c;--term-4: #4b3a60;--term-5: #643c30;--term-6: #24505a}}*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 var(--font);-webkit-font-smoothing:antialiased;font-variant-numeric:tabular-nums}
main{max-width:1560px;margin:0 auto;padding:28px 28px 56px;display:grid;grid-template-columns:minmax(0,1fr);gap:22px}h1,h2,h3,p,dl,dd,ul,ol{margin:0}[hidden]{display:none!important}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.overline{display:flex;flex-wrap:wrap;gap:4px 18px;
color:var(--ink-3);font-size:13px}h1{font-size:17px;font-weight:600;line-height:1.35;margin-top:2px;overflow-wrap:anywhere}.verdict{display:flex;align-items:flex-start;
gap:18px;margin-top:18px}.badge{display:inline-flex;align-items:center;gap:8px;padding:7px 18px 7px 13px;border-radius:9px;background:var(--verdict);color:var(--surface);
font-size:20px;font-weight:650;line-height:1.3}.verdict-valid{--verdict: var(--valid)}.verdict-invalid{--verdict: var(--invalid)}.verdict-unknown{--verdict: var(--unknown)}
.reason:first-letter{text-transform:uppercase}.reason{font-size:19px;line-height:1.4;max-width:96ch;padding-top:6px;text-wrap:pretty;overflow-wrap:anywhere}.facts{
display:grid;grid-template-columns:repeat(auto-fit,minmax(290px,1fr));gap:8px 32px;margin-top:20px;font-size:14px}.facts>div{display:grid;grid-template-columns:152px
minmax(0,1fr)}dt{color:var(--ink-3)}dd{overflow-wrap:anywhere}.card{background:var(--surface);border:1px solid var(--line-soft);border-radius:12px;padding:20px 24px
22px;min-width:0}.card-head{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 16px;margin-bottom:14px}h2{font-size:18px;font-weight:600;line-height:1.35}
.hint{color:var(--ink-3);font-size:13px}@media(max-width:720px){main{padding:16px 12px 40px}.card{padding:16px 14px}.verdict{flex-direction:column;gap:8px}}button,select,.search{font:inherit;font-size:13px;line-height:20px;color:var(--ink);background:var(--raised);border:1px solid var(--line);border-radius:7px;padding:4px
10px;min-height:30px}button{cursor:pointer}button:hover,select:hover{border-color:var(--ink-3)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.search{width:150px}.search::placeholder{color:var(--ink-3);opacity:1}.link{min-height:0;padding:0;border:0;background:none;color:var(--accent);font:inherit}.link:hover{
text-decoration:underline}.quiet{border-color:transparent;background:none;color:var(--accent)}.chip[aria-pressed=true]{background:var(--ink);border-color:var(--ink);
color:var(--surface)}.alarm{border-color:var(--alarm);color:var(--alarm)}.group{display:inline-flex}.group>button{border-radius:0;margin-left:-1px;position:relative}
.group>button:hover,.group>button:focus-visible{z-index:1}.group>button:first-child{border-radius:7px 0 0 7px;margin-left:0}.group>button:last-child{border-radius:0
7px 7px 0}.group>button:only-child{border-radius:7px}.toolbar{display:flex;flex-wrap:wrap;align-items:center;gap:8px 12px;margin-bottom:14px}.toolbar select{max-width:150px}.push{display:inline-flex;gap:12px;margin-left:auto}
.found{color:var(--ink-2);font-size:13px}.minimap,.timeline{position:relative}.minimap{margin-bottom:6px}canvas{display:block}.scroller{overflow:hidden auto}.sticky{
position:sticky;top:0;height:0}.minimap-picture{height:46px;touch-action:pan-y}.timeline-picture{cursor:grab;touch-action:pan-y;-webkit-user-select:none;user-select:none;
border-radius:4px}.timeline-picture:active{cursor:grabbing}.timeline-overlay{position:absolute;inset:0;pointer-events:none}.tooltip{position:absolute;z-index:5;
max-width:380px;padding:10px 14px 11px;border:1px solid var(--line);border-radius:10px;background:var(--raised);box-shadow:0 6px 22px #0a141e29;font-size:13px;line-height:1.45;
pointer-events:none}.tooltip.pinned{pointer-events:auto;border-color:var(--ink-3)}.tooltip-head{display:flex;align-items:baseline;margin-bottom:6px;overflow-wrap:anywhere}
.tooltip-head strong{font-weight:600;font-size:14px;flex:1}.tooltip dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:1px 14px}.close{min-height:0;border:0;
background:none;padding:0 2px;margin-left:10px;font-size:18px;line-height:1;color:var(--ink-2)}.mark{display:inline-block;width:10px;height:10px;border-radius:2px;
margin-right:6px;flex:none;background:var(--mark, var(--ink-3))}.mark-ok{--mark: var(--ok-2)}.mark-fail{--mark: var(--fail-2)}.mark-info{--mark: var(--info-2)}.mark-annotation{
--mark: var(--ink-3)}.mark-look{--mark: var(--ok-1)}.mark-unplaced{background:color-mix(in srgb,var(--ok-2) 25%,transparent);box-shadow:inset 0 0 0 1.5px var(--ok-2)}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;color:var(--ink-2);font-size:13px}.timeline+.legend{margin-top:12px}.tick{display:inline-block;width:2px;height:12px;
margin:0 8px -2px 4px;background:var(--ink)}.line{display:inline-block;width:18px;margin:0 6px 4px 0;border-top:2px solid var(--path)}.cross{color:var(--alarm)}
.keys{margin-top:12px;font-size:13px;color:var(--ink-2)}.keys summary{cursor:pointer;width:fit-content}.keys dl{display:grid;grid-template-columns:max-content 1fr;
gap:2px 18px;margin-top:8px}#violations{border-color:color-mix(in srgb,var(--alarm) 45%,var(--surface))}#violations h2{color:var(--alarm)}.violation+.violation,.others+.violation{margin-top:26px;
padding-top:24px;border-top:1px solid var(--line-soft)}.further{border-top:1px solid var(--line-soft)}.others{margin-top:18px}.others>summary{width:fit-content;
padding:4px 0 8px;color:var(--accent);cursor:pointer}.further summary{padding:9px 0;cursor:pointer;overflow-wrap:anywhere}.further .violation{padding:4px 0 20px
18px}.further .sentence{display:none}.sentence:first-letter,.further summary:first-letter{text-transform:uppercase}.sentence{font-size:17px;line-height:1.45;max-width:84ch;
overflow-wrap:anywhere}.sentence+.hint{margin-top:4px}.core-picture{margin:16px 0 10px}.core-picture svg{display:block;font:12.5px var(--font)}.core-picture text{
fill:var(--ink-2)}.core-picture .name{text-anchor:end;font-size:12px}.core-picture .time{font-size:11px;text-anchor:middle;fill:var(--ink-3)}.core-picture .rule{
stroke:var(--line-soft)}.core-picture .moment{stroke:var(--line);stroke-dasharray:2 3}.core-picture .operation{cursor:pointer;outline-offset:3px}.core-picture .interval{
fill:var(--interval)}.core-picture .operation:hover .interval{stroke:var(--ink);stroke-width:2}.outcome-ok{--interval: var(--ok-2);--on: #ffffff}.outcome-fail{--interval:
var(--fail-2);--on: #0f1a24}.outcome-info{--interval: var(--info-2);--on: #ffffff}.core-picture text.in{fill:var(--on);font-weight:600}.core-picture text.out{fill:var(--ink);
font-weight:600}.core-picture text.before{text-anchor:end}.operations{padding-left:22px;margin-bottom:14px}.operations li{padding:2px 0}.operations .operation{font-weight:600}@media(prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important}}@media print{main{max-width:none;padding:0;gap:14px}body{background:#fff;
font-size:11pt}.toolbar,.minimap,.keys,.tooltip,.card button:not(.link),#timeline-heading+.hint{display:none}.card{border:0;padding:8px 0}canvas{max-width:100%;
-webkit-print-color-adjust:exact;print-color-adjust:exact}.mark,.badge,.core-picture{-webkit-print-color-adjust:exact;print-color-adjust:exact}.timeline-overlay{
display:none}.violation{break-inside:avoid}}
`;
export const pageScriptHash = 'sha256-yI8j6iFa1PUJXvnMq7bQCjsFR/mqaMfenP2E4zzNMXQ=';
export const pageStyleHash = 'sha256-NP6qXifBCuAxDl9OuxfLFXI6B1gHXxM426OIlhCsL18=';
